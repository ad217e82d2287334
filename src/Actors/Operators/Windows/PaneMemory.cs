using System.Runtime.CompilerServices;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>What the panes of one operator take, out of the memory that its state may have.</summary>
internal sealed class PaneMemory(HeapMemory memory) : IDisposable
{
    private long _taken;

    /// <summary>Makes an array longer, and keeps what is in it.</summary>
    /// <exception cref="StateMemoryExceededException">The state has all that it may have.</exception>
    internal void Resize<T>(ref T[] array, int length)
    {
        Take<T>(length - array.Length);
        Array.Resize(ref array, length);
    }

    /// <summary>A longer array in the place of one that its owner copies itself.</summary>
    /// <inheritdoc cref="Resize{T}"/>
    internal T[] Longer<T>(T[] array, int length)
    {
        Take<T>(length - array.Length);
        return new T[length];
    }

    public void Dispose()
    {
        memory.Return(_taken);
        _taken = 0;
    }

    private void Take<T>(int count)
    {
        var bytes = (long)count * Unsafe.SizeOf<T>();
        memory.Take(bytes);
        _taken += bytes;
    }
}
