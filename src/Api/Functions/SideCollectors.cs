namespace ActorStream;

/// <summary>The side outputs of one operator that something takes. Few, so they are looked for one by one.</summary>
internal class SideCollectors
{
    private readonly List<(SideOutput Tag, object Collector)> _all = [];

    /// <summary>What takes the records of a side output; null: nothing does.</summary>
    internal Collector<T>? Find<T>(SideOutput<T> tag)
    {
        foreach (var (known, collector) in _all)
        {
            if (known.IsSameAs(tag))
            {
                return (Collector<T>)collector;
            }
        }

        return null;
    }

    private protected void Add<T>(SideOutput<T> tag, Collector<T> collector) => _all.Add((tag, collector));
}
