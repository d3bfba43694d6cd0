// Convenience only: the page says everything without it. Copies the command, shows tooltips at once, and marks a moment in all charts.
(() => {
  const report = document.querySelector('.report');
  const button = report.querySelector('.command button');
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(report.querySelector('.command code').textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
  }

  for (const title of report.querySelectorAll('.chart svg title')) {
    title.parentElement.dataset.tip = title.textContent;
    title.remove();
  }

  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  report.append(tip);
  const charts = [...report.querySelectorAll('.time-chart svg')];
  const crosses = charts.map(svg => {
    const line = document.createElementNS(svg.namespaceURI, 'line');
    line.setAttribute('class', 'cross');
    line.setAttribute('y1', 0);
    line.setAttribute('y2', svg.viewBox.baseVal.height - 24);
    line.style.display = 'none';
    svg.append(line);
    return line;
  });

  report.addEventListener('pointermove', event => {
    const told = event.target.closest('[data-tip]');
    tip.hidden = !told;
    if (told) {
      tip.textContent = told.dataset.tip;
      const right = event.clientX + 14 + tip.offsetWidth < innerWidth;
      const below = event.clientY + 18 + tip.offsetHeight < innerHeight;
      tip.style.left = (right ? event.clientX + 14 : Math.max(0, event.clientX - 14 - tip.offsetWidth)) + 'px';
      tip.style.top = (below ? event.clientY + 18 : Math.max(0, event.clientY - 14 - tip.offsetHeight)) + 'px';
    }

    const svg = event.target.closest('.time-chart svg');
    const box = svg && svg.getBoundingClientRect();
    const x = svg ? (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width : 0;
    for (const line of crosses) {
      line.style.display = x >= 112 && x <= 984 ? '' : 'none';
      line.setAttribute('x1', x);
      line.setAttribute('x2', x);
    }
  });
  report.addEventListener('pointerleave', () => {
    tip.hidden = true;
    for (const line of crosses) line.style.display = 'none';
  });
})();
