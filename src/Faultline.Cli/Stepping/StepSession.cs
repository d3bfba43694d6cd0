using System.Globalization;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Workbench;
using Faultline.Workbench.Stepping;
using Faultline.Workbench.Traces;

namespace Faultline.Cli.Stepping;

/// <summary>A debugger's session: takes one command after another and says what came of it.</summary>
/// <param name="stepper">The run.</param>
/// <param name="violation">When the first promise was broken; null where none was.</param>
/// <param name="output">Where it talks to.</param>
internal sealed class StepSession(Stepper stepper, TimeSpan? violation, TextWriter output)
{
    /// <summary>The most lines about what is to come.</summary>
    private const int MostPending = 20;

    private static readonly StepVerb[] Verbs =
    [
        new("step", "s", "[N]", "lets the next event happen, or the next N",
            static (session, words, stop) => session.Forward(words, stop)),
        new("back", "b", "[N]", "takes the last event back, or the last N",
            static (session, words, stop) => session.Back(words, stop)),
        new("goto", "g", "N|TIME", "goes to an event by its number, or to a time such as 12.5s",
            static (session, words, stop) => session.GoTo(words, stop)),
        new("violation", "v", "", "goes to the moment at which the first promise was broken",
            static (session, _, stop) => session.GoToViolation(stop)),
        new("break", "", "CONDITION",
            "stops `continue` where words occur (break Accept n3, break lost, break leads) or a value is reached\n"
            + "(break n1.log.CommitIndex >= 5); without a condition: lists the breakpoints",
            static (session, words, _) => session.Break(words)),
        new("delete", "", "N", "forgets a breakpoint", static (session, words, _) => session.Delete(words)),
        new("continue", "c", "", "goes on to the next breakpoint, or to the end", static (session, _, stop) => session.Continue(stop)),
        new("state", "p", "NODE[.PATH] [DEPTH]", "prints what is inside a node, such as state n1 or state n1.log 3",
            static (session, words, _) => session.State(words)),
        new("pending", "m", "[NODE]", "prints what is to come: messages on their way, timers, disk requests, faults",
            static (session, words, _) => session.Pending(words)),
        new("disk", "d", "NODE [FILE]", "prints the files of a node, or the bytes of one",
            static (session, words, _) => session.Disk(words)),
        new("operations", "o", "", "prints the operations that users wait for, and the last ones that ended",
            static (session, _, _) => session.Operations()),
        new("where", "w", "", "prints where the run is, and the last event again", static (session, _, _) => session.Where()),
        new("help", "?", "", "prints this", static (session, _, _) => session.Help()),
        new("quit", "q", "", "ends", static (session, _, _) => session.IsOver = true),
    ];

    private readonly List<Breakpoint> _breakpoints = [];
    private string _last = "step";

    /// <summary>Whether the user wants no more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What is printed before the user types.</summary>
    public string Prompt => $"{Duration.Format(stepper.Now)} #{Number(stepper.Position)}> ";

    /// <summary>Does what a line says. An empty one does again what the last one did.</summary>
    public void Do(string line, CancellationToken stop)
    {
        line = line.Trim();
        if (line.Length == 0) line = _last;
        _last = line;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var verb = Array.Find(Verbs, verb => verb.Name == words[0] || (verb.Short.Length > 0 && verb.Short == words[0]));
        try
        {
            if (verb is null) throw new BadInputException($"\"{words[0]}\" is no command: type help");
            verb.Do(this, words[1..], stop);
        }
        catch (BadInputException error)
        {
            output.WriteLine(error.Message);
        }
    }

    /// <summary>Where the run is, and what happened last.</summary>
    public void Where()
    {
        foreach (var entry in stepper.Last)
            output.WriteLine($"#{Number(entry.Event)} {Duration.Format(entry.Time)} {TraceWords.Of(entry)}");
        if (stepper.Last.Count == 0)
            output.WriteLine(stepper.Position == 0 ? "nothing has happened yet" : "an event in which no node did anything");
        if (stepper.Finding is { } finding)
            output.WriteLine($"the run ends here: {finding.Node} found its state impossible: {finding.Message}");
    }

    private void Forward(string[] words, CancellationToken stop)
    {
        var wanted = stepper.Position + Count(words);
        for (var more = true; more && stepper.Position < wanted && !stop.IsCancellationRequested;)
        {
            more = stepper.Forward();
            if (more && wanted - stepper.Position < MostPending) Where();
            if (!more) Ended();
        }
    }

    private void Back(string[] words, CancellationToken stop)
    {
        stepper.GoTo(Math.Max(0, stepper.Position - Count(words)), stop);
        Where();
    }

    private void GoTo(string[] words, CancellationToken stop)
    {
        if (words is not [var place])
            throw new BadInputException("goto needs a place: the number of an event, such as `goto 1200`, or a time, such as `goto 12.5s`");
        if (long.TryParse(place.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            stepper.GoTo(number, stop);
        else if (Duration.TryParse(place, out var time) && time >= TimeSpan.Zero) stepper.GoTo(time, stop);
        else throw new BadInputException($"\"{place}\" is no place in the run: write the number of an event, or a time as {Duration.Form}");
        Where();
    }

    private void GoToViolation(CancellationToken stop)
    {
        if (violation is not { } time) throw new BadInputException("no promise was broken at a known moment of this run");
        stepper.GoTo(time, stop);

        // The violation is what happens at that time, so it has happened too.
        if (stepper.Finding is null) stepper.Forward();
        Where();
    }

    private void Break(string[] words)
    {
        if (words.Length > 0) _breakpoints.Add(Breakpoint.Parse(string.Join(' ', words)));
        for (var i = 0; i < _breakpoints.Count; i++) output.WriteLine($"{i + 1}: {_breakpoints[i].Text}");
        if (_breakpoints.Count == 0) output.WriteLine("there are no breakpoints: write one such as `break leads`");
    }

    private void Delete(string[] words)
    {
        if (words is not [var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > _breakpoints.Count)
            throw new BadInputException($"delete needs the number of a breakpoint: there are {_breakpoints.Count}");
        _breakpoints.RemoveAt(number - 1);
    }

    private void Continue(CancellationToken stop)
    {
        Breakpoint? hit = null;
        var found = stepper.ForwardUntil(
            at =>
            {
                // Every one is asked, so that each knows what held before.
                foreach (var breakpoint in _breakpoints)
                    if (breakpoint.IsHit(at))
                        hit ??= breakpoint;
                return hit is not null;
            },
            stop);
        if (found) output.WriteLine($"breakpoint: {hit!.Text}");
        else if (!stop.IsCancellationRequested) Ended();
        Where();
    }

    private void State(string[] words)
    {
        if (words.Length is 0 or > 2) throw new BadInputException("state needs a node, such as `state n1` or `state n1.log 3`");
        var at = words[0].IndexOf('.', StringComparison.Ordinal);
        var (id, path) = (NodeOf(at < 0 ? words[0] : words[0][..at]), at < 0 ? "" : words[0][(at + 1)..]);
        var depth = words.Length == 2 ? Number(words[1], "a depth") : path.Length == 0 ? 2 : 3;
        if (stepper.NodeOn(id) is not { } node)
        {
            output.WriteLine($"{id} is down");
            return;
        }

        if (!ObjectTree.TryFind(node, path, out var value, out var missing)) throw new BadInputException($"{words[0]}: {missing}");
        foreach (var line in ObjectTree.Lines(words[0], value, depth)) output.WriteLine(line);
    }

    private void Pending(string[] words)
    {
        NodeId? only = words.Length > 0 ? NodeOf(words[0]) : null;
        var shown = 0;
        foreach (var item in stepper.Pending.Where(item => only is null || item.Host == only))
        {
            if (shown++ == MostPending)
            {
                output.WriteLine("...");
                break;
            }

            output.WriteLine($"{Duration.Format(item.Time)} {item.What}");
        }

        if (shown == 0) output.WriteLine("nothing is to come");
    }

    private void Disk(string[] words)
    {
        if (words.Length is 0 or > 2) throw new BadInputException("disk needs a node, such as `disk n1` or `disk n1 journal`");
        var files = stepper.DiskOf(NodeOf(words[0]));
        if (words.Length == 1)
        {
            foreach (var file in files)
            {
                output.WriteLine(
                    $"{file.Name}: {Words.Number(file.Durable.Length)} bytes durable, {Words.Number(file.Visible.Length)} bytes readable, "
                    + $"{file.UnsyncedWrites} un-synced writes of {Words.Number(file.UnsyncedBytes)} bytes");
            }

            if (files.Count == 0) output.WriteLine("the disk is empty");
            return;
        }

        var chosen = files.FirstOrDefault(file => file.Name == words[1]) ?? throw new BadInputException(
            $"there is no file {words[1]} on {words[0]}: there are {string.Join(", ", files.Select(static file => file.Name))}");
        foreach (var line in HexDump.Lines(chosen.Visible.Span)) output.WriteLine(line);
    }

    private void Operations()
    {
        const int last = 10;
        var entries = stepper.History.Entries;
        foreach (var entry in entries.Where(static entry => entry.HasEnded).OrderBy(static entry => entry.Completed).TakeLast(last))
            output.WriteLine($"{Duration.Format(entry.Invoked.Time)}..{Duration.Format(entry.Completed.Time)} {entry}");
        foreach (var entry in entries.Where(static entry => !entry.HasEnded))
            output.WriteLine($"{Duration.Format(entry.Invoked.Time)}.. process {entry.Process}: {entry.Operation} -> waits");
        if (entries.Count == 0) output.WriteLine("nobody has asked anything yet");
    }

    private void Help()
    {
        foreach (var verb in Verbs)
        {
            var names = (verb.Short.Length == 0 ? verb.Name : $"{verb.Name}, {verb.Short}") + " " + verb.Arguments;
            output.WriteLine($"{names,-30} {verb.Summary.Replace("\n", "\n" + new string(' ', 31), StringComparison.Ordinal)}");
        }

        output.WriteLine("An empty line does the last command again.");
    }

    private void Ended() => output.WriteLine(stepper.Finding is null ? "the run is at its end" : "the run stopped");

    private NodeId NodeOf(string text) => NodeId.TryParse(text, out var id) && stepper.Setup.Hosts.Has(id)
        ? id
        : throw new BadInputException($"there is no {text} in this run: there are "
            + string.Join(' ', stepper.Setup.Hosts.Nodes.Concat(stepper.Setup.Hosts.Clients)));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Count(string[] words) => words.Length == 0 ? 1 : Number(words[0], "a number of events");

    private static int Number(string text, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BadInputException($"\"{text}\" is not {what}: write a whole number from 1");

    private sealed record StepVerb(
        string Name, string Short, string Arguments, string Summary, Action<StepSession, string[], CancellationToken> Do);
}
