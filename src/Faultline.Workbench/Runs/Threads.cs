namespace Faultline.Workbench.Runs;

/// <summary>Work on several cores: runs are independent of each other, and each has one thread.</summary>
internal static class Threads
{
    /// <summary>Does the same work on several threads and waits for all of them.</summary>
    /// <param name="work">Takes one run after another until there are no more.</param>
    /// <param name="threads">How many threads.</param>
    public static void Run(Action work, int threads)
    {
        var workers = Enumerable.Range(0, threads)
            .Select(_ => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
    }
}
