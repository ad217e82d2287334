namespace ActorStream.Actors;

/// <summary>Closes several things so that one that fails does not keep the others open.</summary>
internal static class Closing
{
    /// <exception cref="AggregateException">Some failed; all were tried.</exception>
    internal static async ValueTask AllAsync(IEnumerable<Func<ValueTask>> closings)
    {
        var errors = new List<Exception>();
        foreach (var close in closings.ToList())
        {
            try
            {
                await close();
            }
            catch (Exception error)
            {
                errors.Add(error);
            }
        }

        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }
    }
}
