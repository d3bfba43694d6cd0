// The space-time diagram: zoom, move, words and links. Without it the page shows the first view as a still picture.
(() => {
  const section = document.querySelector('.report .space-time');
  if (!section) return;
  const report = section.closest('.report');
  const data = JSON.parse(section.querySelector('script').textContent);
  const [LOST, MISSED, UNDER_WAY, DISK, NOT_DONE, STATE, REMARK, TIMER, START] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [LEFT, RIGHT, SECOND] = [44, 992, 1e7];
  const [MOST_SINGLE, MOST_LABELLED, MOST_SIGNS] = [1500, 60, 4];
  const diagram = section.querySelector('.diagram');
  const drawing = diagram.querySelector('.drawing');
  const overview = section.querySelector('.overview');
  const brush = overview.querySelector('.brush');
  const detail = section.querySelector('.detail');
  const bottom = data.top + data.lines.length * data.row;
  const home = { from: data.view[0], until: data.view[1] };
  let view = { ...home };
  let chosen = null;
  let showsTimers = false;

  // The arrays of numbers as things with names.
  let time = 0;
  let event = 0;
  const items = data.items.map(([kind, line, peer, wait, length, events, text], place) => {
    time += wait;
    event += events;
    return { place, kind, line, peer, start: time, end: time + length, event, text: data.texts[text], isMessage: kind <= UNDER_WAY };
  });
  const operations = data.operations.map(([index, line, number, start, end, outcome, text, parts]) =>
    ({ index, line, number, start, end, outcome, text, parts: new Set(parts) }));
  const operationOf = new Map(operations.map(operation => [String(operation.index), operation]));
  const proof = new Set(operations.filter(operation => operation.number > 0).flatMap(operation => [...operation.parts]));
  const longest = items.reduce((most, item) => Math.max(most, item.end - item.start), 0);
  const stands = item => proof.has(item.place) || (chosen !== null && chosen.parts.has(item.place));

  const x = at => LEFT + (at - view.from) / (view.until - view.from) * (RIGHT - LEFT);
  const inside = at => Math.min(RIGHT, Math.max(LEFT, x(at)));
  const y = line => data.top + (line + 0.5) * data.row;
  const shows = (start, end) => end >= view.from && start <= view.until;
  const seconds = at => ((data.origin + at) / SECOND).toFixed(7).replace(/(\.\d{3}\d*?)0+$/, '$1') + ' s';
  const milliseconds = ticks => +(ticks / 1e4).toPrecision(4) + ' ms';
  const fitting = (text, width) => {
    const most = Math.floor(width / 6.1);
    return text.length <= most ? text : most < 8 ? '' : text.slice(0, most - 1) + '…';
  };

  const wordsOf = item => {
    const took = `${seconds(item.start)} to ${seconds(item.end)}, ${milliseconds(item.end - item.start)}`;
    const when = item.kind === LOST ? `sent ${seconds(item.start)}, lost on its way at ${seconds(item.end)}`
      : item.kind === UNDER_WAY ? `sent ${seconds(item.start)}, not there when the recording ended`
        : item.kind === MISSED ? `sent ${seconds(item.start)}, found nobody at ${seconds(item.end)}: the host was down`
          : item.isMessage ? `sent ${seconds(item.start)}, arrived ${seconds(item.end)}, ${milliseconds(item.end - item.start)}`
            : item.end > item.start ? took : seconds(item.start);
    const ends = item.isMessage ? `${data.lines[item.line]} → ${data.lines[item.peer]}: ` : '';
    return `${ends}${item.text}\n${when}\nevent ${item.event.toLocaleString('en')}`;
  };
  const wordsOfOperation = operation =>
    `${data.lines[operation.line] ?? 'a client'}: ${operation.text}\n${seconds(operation.start)} to ${seconds(operation.end)}, `
    + `${milliseconds(operation.end - operation.start)}\n${operation.parts.size} messages and disk requests belong to it`;

  const add = (parent, name, attributes, words) => {
    const element = document.createElementNS(diagram.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (words) element.dataset.tip = words;
    parent.append(element);
    return element;
  };
  const write = (parent, at, height, style, text) => {
    if (text) add(parent, 'text', { x: at, y: height, class: style }).textContent = text;
  };
  const span = (parent, style, start, end, least, top, height, words) => {
    const left = inside(start);
    const width = Math.max(least, inside(end) - left);
    return { left, width, element: add(parent, 'rect', { class: style, x: left, y: top, width, height }, words) };
  };

  /** The items that are to be seen now, in the order of their beginnings. */
  const visible = () => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (items[middle].start < view.from - longest) low = middle + 1; else high = middle;
    }

    const seen = [];
    for (; low < items.length && items[low].start <= view.until; low++)
      if (items[low].end >= view.from && (showsTimers || items[low].kind !== TIMER)) seen.push(items[low]);
    return seen;
  };

  const drawFaults = clipped => {
    for (const [start, end, lane, name, words] of data.faults) {
      if (!shows(start, end)) continue;
      span(clipped, 'band', start, end, 2, data.top, bottom - data.top);
      const { left, width } = span(clipped, 'fault', start, end, 2, lane * 16 + 1, 13, words);
      write(clipped, left + 4, lane * 16 + 11, 'fault-label', fitting(name, width - 4));
    }
  };

  const drawAxis = () => {
    const least = (view.until - view.from) / 8;
    const power = 10 ** Math.floor(Math.log10(least));
    const step = Math.max(1, [1, 2, 5, 10].find(factor => factor * power >= least * 0.999999) * power);
    const digits = Math.max(0, Math.min(7, 7 - Math.floor(Math.log10(step) + 1e-9)));
    for (let at = Math.ceil((data.origin + view.from) / step) * step; at <= data.origin + view.until; at += step) {
      const place = x(at - data.origin);
      add(drawing, 'line', { class: 'grid', x1: place, x2: place, y1: data.top, y2: bottom });
      if (place < 970) write(drawing, place, bottom + 16, 'tick middle', (at / SECOND).toFixed(digits) + ' s');
    }
  };

  const drawHosts = clipped => {
    data.lines.forEach((_, line) => {
      let from = view.from;
      for (const [down, start, end] of data.outages) {
        if (down !== line || !shows(start, end)) continue;
        if (start > from) add(clipped, 'line', { class: 'host', x1: x(from), x2: x(start), y1: y(line), y2: y(line) });
        span(clipped, 'outage', start, end, 2, y(line) - 7, 14, `${data.lines[line]} is down\n${seconds(start)} to ${seconds(end)}`);
        from = end;
      }

      if (from < view.until) add(clipped, 'line', { class: 'host', x1: x(from), x2: RIGHT, y1: y(line), y2: y(line) });
    });
  };

  const drawOperations = clipped => {
    for (const operation of operations) {
      if (operation.line < 0 || !shows(operation.start, operation.end)) continue;
      const style = `asked ${operation.outcome}${operation.number ? ' decisive' : ''}${operation === chosen ? ' chosen' : ''}`;
      const group = add(clipped, 'g', { class: style, 'data-operation': operation.index }, wordsOfOperation(operation));
      span(group, '', operation.start, operation.end, 3, y(operation.line) - 8, 16);
    }
  };

  /** The operations of the proof that are not to be seen, by the edge and the line at which a sign leads to them. */
  const elsewhere = before => {
    const signs = new Map(data.lines.map((_, line) => [line, []]));
    for (const operation of operations)
      if (operation.number && (before ? operation.end < view.from : operation.start > view.until)) signs.get(operation.line)?.push(operation);
    return signs;
  };

  /** Above the arrows, or they would cross the words out. */
  const labelOperations = clipped => {
    const before = elsewhere(true);
    for (const operation of operations) {
      if (operation.line < 0 || !shows(operation.start, operation.end)) continue;
      const number = operation.number ? operation.number + '  ' : '';
      const signs = operation.start < view.from ? Math.min(MOST_SIGNS, before.get(operation.line).length) : 0;
      const left = inside(operation.start) + signs * 30;
      const style = operation.number || operation === chosen ? 'asked-label decisive' : 'asked-label';
      write(clipped, left + 4, y(operation.line) + 4, style, fitting(number + operation.text, inside(operation.end) - left - 6));
    }
  };

  const drawMessage = (clipped, item, labels) => {
    const stand = stands(item) ? ' decisive' : '';
    const [x1, y1] = [x(item.start), y(item.line)];
    const [x2, y2] = item.kind === LOST ? [Math.max(x1 + 10, x(item.end)), (y1 + y(item.peer)) / 2]
      : item.kind === UNDER_WAY ? [x1 + 14, y1 + (y(item.peer) - y1) / 3] : [x(item.end), y(item.peer)];
    const group = add(clipped, 'g', { class: 'message' + stand, 'data-item': item.place }, wordsOf(item));
    const ends = { x1, y1, x2, y2 };
    const style = item.kind === LOST || item.kind === MISSED ? ' lost' : item.kind === UNDER_WAY ? ' under-way' : '';
    add(group, 'line', { class: 'reach', ...ends });
    const shaft = add(group, 'line', { class: 'shaft' + stand + style, ...ends });
    if (item.kind === 0) shaft.setAttribute('marker-end', stand ? 'url(#arrow-decisive)' : 'url(#arrow)');
    if (style === ' lost') add(group, 'path', { class: 'loss', d: `M${x2 - 3} ${y2 - 3}l6 6m0 -6l-6 6` });
    const name = item.text.split(' ')[0];
    if (!labels || Math.hypot(x2 - x1, y2 - y1) < name.length * 5.6 + 14) return;
    const angle = Math.atan2(y2 - y1, x2 - x1) * 180 / Math.PI;
    add(clipped, 'text', {
      class: 'message-label' + stand,
      transform: `translate(${(x1 + x2) / 2} ${(y1 + y2) / 2}) rotate(${angle}) translate(0 -3)`,
    }).textContent = name;
  };

  const signs = {
    [STATE]: ['state', (at, height) => `M${at} ${height - 6}l6 6l-6 6l-6 -6z`],
    [REMARK]: ['remark', (at, height) => `M${at} ${height - 2.5}a2.5 2.5 0 1 0 .1 0z`],
    [TIMER]: ['timer', (at, height) => `M${at} ${height - 6}v12`],
    [START]: ['start', (at, height) => `M${at} ${height - 6}v12l9 -6z`],
  };
  const drawSign = (clipped, item, free) => {
    const [style, shape] = signs[item.kind] ?? ['stop', (at, height) => `M${at} ${height - 8}v16`];
    add(clipped, 'path', { class: style, d: shape(x(item.start), y(item.line)), 'data-item': item.place }, wordsOf(item));
    if (item.kind !== STATE) return;

    // A change of state is said in words where there is room before the next one.
    const [at, text] = [x(item.start), item.text.slice(data.lines[item.line].length + 1)];
    const width = text.length * 5.8;
    const left = at + 7 + width <= RIGHT ? at + 7 : at - 7 - width;
    if (left < (free[item.line] ?? LEFT)) return;
    free[item.line] = left + width + 6;
    write(clipped, left, y(item.line) - 6, 'state-label', text);
  };

  /** Too many to draw one by one: how many there are, by line and column. */
  const drawCrowd = (clipped, crowd) => {
    const counts = new Map();
    for (const item of crowd) {
      const key = item.line * 1000 + Math.floor((inside(item.start) - LEFT) / 4);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }

    const most = Math.max(...counts.values());
    for (const [key, count] of counts) {
      const [line, column] = [Math.floor(key / 1000), key % 1000];
      const height = 2 + (data.row - 8) * count / most;
      add(clipped, 'rect', { class: 'crowd', x: LEFT + column * 4, y: y(line) - height / 2, width: 3.5, height },
        `${count} steps of ${data.lines[line]} begin here: zoom in to see them`);
    }
  };

  const drawElsewhere = before => {
    for (const [line, hidden] of elsewhere(before)) {
      hidden.slice(0, MOST_SIGNS).forEach((operation, place) => {
        const at = before ? LEFT + 14 + place * 30 : RIGHT - 14 - place * 30;
        const group = add(drawing, 'g', { class: 'elsewhere', 'data-operation': operation.index }, 'Show ' + wordsOfOperation(operation));
        add(group, 'rect', { x: at - 13, y: y(line) - 9, width: 26, height: 18, rx: 9 });
        write(group, at, y(line) + 4, '', before ? `‹ ${operation.number}` : `${operation.number} ›`);
      });
    }
  };

  const draw = () => {
    drawing.replaceChildren();
    const back = add(drawing, 'g', { 'clip-path': 'url(#diagram-clip)' });
    drawFaults(back);
    for (const [start, end] of data.gaps) if (shows(start, end)) span(back, 'gap', start, end, 0, data.top, bottom - data.top, 'not recorded');
    drawAxis();
    const clipped = add(drawing, 'g', { 'clip-path': 'url(#diagram-clip)' });
    drawHosts(clipped);
    let seen = visible();
    if (seen.length > MOST_SINGLE) {
      drawCrowd(clipped, seen);
      seen = seen.filter(item => item.kind === STATE || item.kind >= START || stands(item)).slice(0, MOST_SINGLE);
    }

    drawOperations(clipped);
    for (const item of seen) {
      if (item.kind !== DISK && item.kind !== NOT_DONE) continue;
      const style = `disk${stands(item) ? ' decisive' : ''}${item.kind === NOT_DONE ? ' undone' : ''}`;
      span(clipped, style, item.start, item.end, 2, y(item.line) + 3, 5, wordsOf(item)).element.dataset.item = item.place;
    }

    const messages = seen.filter(item => item.isMessage);
    const standing = messages.filter(stands);
    for (const item of messages) if (!stands(item)) drawMessage(clipped, item, messages.length <= MOST_LABELLED);
    for (const item of standing) drawMessage(clipped, item, standing.length <= MOST_LABELLED);
    labelOperations(clipped);
    const free = {};
    for (const item of seen) if (item.kind >= STATE) drawSign(clipped, item, free);
    for (const [from, until, operation, label] of data.moments) {
      if (operation >= 0 || !shows(from, until)) continue;
      add(drawing, 'line', { class: 'decisive-moment', x1: x(from), x2: x(from), y1: data.top - 4, y2: bottom }, label);
    }

    drawElsewhere(true);
    drawElsewhere(false);
    const scale = (RIGHT - LEFT) / data.length;
    brush.setAttribute('x', LEFT + view.from * scale);
    brush.setAttribute('width', Math.max(3, (view.until - view.from) * scale));
    diagram.dataset.from = view.from;
    diagram.dataset.until = view.until;
  };

  let isWaiting = false;
  const show = (from, until) => {
    const width = Math.min(data.length, Math.max(100, until - from));
    const start = Math.min(data.length - width, Math.max(0, (from + until - width) / 2));
    view = { from: start, until: start + width };
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; draw(); });
  };
  const zoom = (factor, around = (view.from + view.until) / 2) =>
    show(around - (around - view.from) * factor, around + (view.until - around) * factor);
  const move = share => {
    const by = (view.until - view.from) * share;
    show(view.from + by, view.until + by);
  };
  const say = words => {
    detail.hidden = false;
    detail.textContent = words;
  };
  const around = (from, until) => {
    const margin = Math.max((until - from) * 0.3, 5000);
    show(from - margin, until + margin);
  };
  const choose = operation => {
    chosen = operation;
    say(wordsOfOperation(operation));
    around(operation.start, operation.end);
  };
  const bring = () => diagram.scrollIntoView({ block: 'center' });
  const acts = {
    in: () => zoom(0.5), out: () => zoom(2), left: () => move(-0.25), right: () => move(0.25),
    reset: () => { chosen = null; detail.hidden = true; show(home.from, home.until); }, all: () => show(0, data.length),
  };

  section.classList.add('live');
  for (const hidden of section.querySelectorAll('.tools, .keys')) hidden.hidden = false;
  section.querySelector('.tools').addEventListener('click', happened => {
    const button = happened.target.closest('button');
    if (button?.dataset.do) acts[button.dataset.do]();
    if (!button?.dataset.moment) return;
    const [from, until, operation] = data.moments[button.dataset.moment];
    if (operation >= 0) choose(operationOf.get(String(operation)));
    else around(from, until);
  });
  section.querySelector('[data-show=timers]').addEventListener('change', happened => {
    showsTimers = happened.target.checked;
    draw();
  });

  const keys = { '+': 'in', '=': 'in', '-': 'out', ArrowLeft: 'left', ArrowRight: 'right', 0: 'reset' };
  for (const svg of [diagram, overview]) {
    svg.setAttribute('tabindex', 0);
    svg.addEventListener('keydown', happened => {
      if (!(happened.key in keys) || happened.ctrlKey || happened.metaKey || happened.altKey) return;
      happened.preventDefault();
      acts[keys[happened.key]]();
    });
  }

  const unitsOf = (svg, happened) => {
    const box = svg.getBoundingClientRect();
    return (happened.clientX - box.left) / box.width * 1000;
  };
  const timeAt = happened => view.from + (unitsOf(diagram, happened) - LEFT) / (RIGHT - LEFT) * (view.until - view.from);
  diagram.addEventListener('wheel', happened => {
    if (happened.ctrlKey || happened.metaKey) {
      happened.preventDefault();
      zoom(happened.deltaY > 0 ? 1.25 : 0.8, timeAt(happened));
    } else if (happened.shiftKey || Math.abs(happened.deltaX) > Math.abs(happened.deltaY)) {
      happened.preventDefault();
      move((happened.deltaX || happened.deltaY) / 1000);
    }
  }, { passive: false });

  let drag = null;
  let dragged = false;
  diagram.addEventListener('pointerdown', happened => {
    dragged = false;
    if (happened.button === 0) drag = { units: unitsOf(diagram, happened), view };
  });
  addEventListener('pointermove', happened => {
    if (!drag) return;
    const by = unitsOf(diagram, happened) - drag.units;
    if (!dragged && Math.abs(by) < 4) return;
    dragged = true;
    diagram.classList.add('moving');
    const ticks = by / (RIGHT - LEFT) * (drag.view.until - drag.view.from);
    show(drag.view.from - ticks, drag.view.until - ticks);
  });
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => {
    drag = null;
    diagram.classList.remove('moving');
  });
  diagram.addEventListener('click', happened => {
    const told = dragged ? null : happened.target.closest('[data-item], [data-operation]');
    if (told?.dataset.item) say(wordsOf(items[told.dataset.item]));
    else if (told) choose(operationOf.get(told.dataset.operation));
  });
  diagram.addEventListener('dblclick', happened => zoom(0.4, timeAt(happened)));

  const overviewTime = happened => (unitsOf(overview, happened) - LEFT) / (RIGHT - LEFT) * data.length;
  overview.addEventListener('pointerdown', happened => {
    overview.setPointerCapture(happened.pointerId);
    const begin = overviewTime(happened);
    const half = (view.until - view.from) / 2;
    const onMove = moved => {
      const [from, until] = [Math.min(begin, overviewTime(moved)), Math.max(begin, overviewTime(moved))];
      if (until - from > data.length / 300) show(from, until);
    };
    show(begin - half, begin + half);
    overview.addEventListener('pointermove', onMove);
    overview.addEventListener('pointerup', () => overview.removeEventListener('pointermove', onMove), { once: true });
  });

  // Operations elsewhere on the page lead here: those of a proof, and the time line of the clients.
  for (const told of report.querySelectorAll('.counterexample [data-operation]')) {
    const operation = operationOf.get(told.dataset.operation);
    if (!operation) continue;
    told.classList.add('linked');
    told.addEventListener('click', () => { choose(operation); bring(); });
    const number = told.matches('tr') && told.querySelector('td');
    if (!number) continue;
    const button = document.createElement('button');
    button.textContent = number.textContent;
    button.title = 'Show it in the diagram';
    number.replaceChildren(button);
  }

  const clients = report.querySelector('#clients .time-chart svg');
  const recorded = clients?.querySelector('.recorded');
  if (recorded) clients.addEventListener('click', happened => {
    const at = (unitsOf(clients, happened) - 112) / (984 - 112) * data.run - data.origin;
    const reach = data.run / 150;
    if (at < -reach || at > data.length + reach) return;
    const row = happened.target.closest('[data-client]')?.dataset.client;
    const near = operations.filter(operation => data.lines[operation.line] === row)
      .sort((one, other) => Math.abs(one.start - at) - Math.abs(other.start - at))[0];
    if (near) choose(near); else around(at - 50000, at + 50000);
    bring();
  });

  draw();
})();
