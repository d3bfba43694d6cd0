using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Formats;

/// <summary>Operation maps, as Jepsen, Knossos, Elle and elle-cli write them, in EDN or JSON.</summary>
/// <remarks>
/// An integer process is a client; whatever else acts is the nemesis, and is passed over. <c>:ok</c> took effect, <c>:fail</c> did not,
/// <c>:info</c> may still.
/// </remarks>
internal sealed class OperationMapReader(TextScanner input, bool isJson, string? model)
{
    private const int LongestReason = 120;

    /// <summary>Ticks are 100 nanoseconds.</summary>
    private const long NanosecondsPerTick = 100;

    private readonly HistoryAssembler _assembler = new();
    private readonly OperationWords _words = new(model ?? WorkloadOf(input.Head, isJson));
    private readonly Recent<Operation> _operations = new();
    private readonly Recent<OperationResult> _results = new();
    private bool? _hasTimes;
    private long? _lastIndex;
    private long _forms;

    public HistoryFile Read(string format)
    {
        foreach (var form in new FormReader(input, isJson).ReadAll()) Add(form.Untagged);
        return new HistoryFile(_assembler.Build(), format, _hasTimes == true, _words.Model);
    }

    private static string? WorkloadOf(ReadOnlySpan<char> head, bool isJson)
    {
        var text = head.ToString();
        return OperationWords.ModelOf(Forms());

        IEnumerable<Form> Forms()
        {
            var reader = new FormReader(new TextScanner(new StringReader(text)), isJson);
            using var forms = reader.ReadAll().GetEnumerator();
            while (true)
            {
                // The head may end anywhere, and what cannot be read will be told with its line.
                try
                {
                    if (!forms.MoveNext()) yield break;
                }
                catch (HistoryFormatException)
                {
                    yield break;
                }

                yield return forms.Current.Untagged;
            }
        }
    }

    private void Add(Form form)
    {
        if (form.Kind != FormKind.Map) throw At(form, $"{Quote.Of(form.ToString())} is no operation: an operation is a map");
        Form? process = null, type = null, f = null, value = null, time = null, index = null, error = null, key = null;
        for (var i = 0; i < form.Items.Count; i += 2)
        {
            var item = form.Items[i + 1].Untagged;
            switch (form.Items[i].Name)
            {
                case "process": process = item; break;
                case "type": type = item; break;
                case "f": f = item; break;
                case "value": value = item; break;
                case "time": time = item; break;
                case "index": index = item; break;
                case "error": error = item; break;
                case "key": key = item; break;
            }
        }

        _forms++;
        if (process is { Kind: not FormKind.Integer and not FormKind.Nil }) return;
        if (type?.Name is not ("invoke" or "ok" or "fail" or "info"))
        {
            throw At(form, "the :type of an operation is invoke, ok, fail or info: this one has "
                + (type is null ? "none" : Quote.Of(type.ToString())));
        }

        var at = Moment(form, time, index);
        var call = new OperationCall(form, f, key, value is { IsNil: true } ? null : value);
        if (process is not { Kind: FormKind.Integer })
        {
            AddWithoutProcess(form, type.Name, call, error, at);
            return;
        }

        if (process.Integer is < int.MinValue or > int.MaxValue) throw At(process, $"process {process} is too large a number");
        var number = (int)process.Integer;
        if (type.Name == "invoke") _assembler.Invoke(form.Line, number, at, Shared(_words.OperationOf(call)));
        else Complete(form, number, type.Name, call, error, at);
    }

    private void Complete(Form form, int process, string type, OperationCall call, Form? error, HistoryMoment at)
    {
        if (_assembler.OpenOf(process) is not { } open)
        {
            if (_words.MayLackInvocations && call.IsTransaction)
            {
                var (operation, result) = Standalone(type, call);
                _assembler.Complete(form.Line, process, at, operation, OutcomeOf(type), result, ReasonOf(type, call, error));
                return;
            }

            _assembler.Complete(form.Line, process, at, OutcomeOf(type), null);
            return;
        }

        var outcome = OutcomeOf(type);
        var got = outcome == OperationOutcome.Ok ? _words.ResultOf(call, open) : null;
        _assembler.Complete(
            form.Line, process, at, outcome, got is null or TransactionResult ? got : _results.Get(got), ReasonOf(type, call, error));
    }

    private void AddWithoutProcess(Form form, string type, OperationCall call, Form? error, HistoryMoment at)
    {
        if (type == "invoke" || !_words.MayLackInvocations || !call.IsTransaction)
            throw At(form, "this operation has no :process: say with a whole number who asked");
        var (operation, result) = Standalone(type, call);
        _assembler.Complete(form.Line, null, at, operation, OutcomeOf(type), result, ReasonOf(type, call, error));
    }

    private (Operation Operation, OperationResult? Result) Standalone(string type, OperationCall call)
    {
        var asked = (Transaction)_words.OperationOf(call);
        return (asked, type == "ok" ? _words.TransactionResultOf(call) : null);
    }

    private HistoryMoment Moment(Form form, Form? time, Form? index)
    {
        if (index is { Kind: FormKind.Integer })
        {
            if (index.Integer <= _lastIndex)
            {
                throw At(form, $"index {index} does not follow index {_lastIndex}: put the operations in the order in which they "
                    + "happened");
            }

            _lastIndex = index.Integer;
        }

        var hasTime = time is { Kind: FormKind.Integer };
        _hasTimes ??= hasTime;
        if (_hasTimes != hasTime) throw At(form, "some operations have a :time and some have none: give it to all, or to none");
        if (hasTime && time!.Integer < 0) throw At(time, $"time {time} is before the start: times are nanoseconds since then");
        var moment = hasTime ? new TimeSpan(time!.Integer / NanosecondsPerTick) : TimeSpan.FromSeconds(_forms);
        return _assembler.Pass(form.Line, _forms - 1, moment);
    }

    private Operation Shared(Operation operation) => operation is Transaction ? operation : _operations.Get(operation);

    private static OperationOutcome OutcomeOf(string type) => type switch
    {
        "ok" => OperationOutcome.Ok,
        "fail" => OperationOutcome.Fail,
        _ => OperationOutcome.Info,
    };

    private static string? ReasonOf(string type, OperationCall call, Form? error)
    {
        if (type == "ok") return null;
        var reason = error is { IsNil: false } ? error : call.Value is { Kind: FormKind.Keyword } said ? said : null;
        var text = reason?.Name ?? reason?.ToString();
        return text is null || text.Length <= LongestReason ? text : text[..LongestReason] + "...";
    }

    private static HistoryFormatException At(Form form, string message) => new(form.Line, form.Column, message);
}

/// <summary>What an operation map says of what is asked.</summary>
/// <param name="Map">The whole map.</param>
/// <param name="F">What is done; null where it does not say.</param>
/// <param name="Key">Of which key; null where it does not say.</param>
/// <param name="Value">With what, or what came of it; null for nil.</param>
internal readonly record struct OperationCall(Form Map, Form? F, Form? Key, Form? Value)
{
    public string? Name => F?.Name;

    public bool IsTransaction => Name is "txn" || (F is null or { IsNil: true } && Value is { IsSequence: true });
}
