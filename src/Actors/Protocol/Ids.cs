namespace ActorStream.Actors;

/// <summary>
/// One subtask of a chain. The vertex numbers chains in the order of the job plan, which is the same in every process that builds the same
/// graph.
/// </summary>
internal readonly record struct SubtaskId(int Vertex, int Index) : IComparable<SubtaskId>
{
    public int CompareTo(SubtaskId other) => (Vertex, Index).CompareTo((other.Vertex, other.Index));

    public override string ToString() => $"{Vertex}/{Index}";
}
