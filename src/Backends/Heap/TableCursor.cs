using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Walks a table in hash order, one page's keys at a time, and looks each key up when it gets there: so the table may change between two
/// steps, and the cursor holds no page.
/// </summary>
internal sealed class TableCursor<TKey, TValue>(PagedTable<TKey, TValue> table) : KeyCursor<TKey>
{
    private ulong[] _hashes = [];
    private TKey[] _keys = [];
    private int _count;
    private int _current = -1;
    private ulong _nextRelative;
    private bool _pastLastPage;

    public override ref readonly TKey Key => ref _keys[_current];

    public override ulong Hash => _hashes[_current];

    public override bool MoveNext()
    {
        while (table.Count > 0)
        {
            while (++_current < _count)
            {
                if (!Unsafe.IsNullRef(in table.Find(_hashes[_current], _keys[_current])))
                {
                    return true;
                }
            }

            if (_pastLastPage)
            {
                break;
            }

            LoadPage();
        }

        Forget();
        return false;
    }

    private void LoadPage()
    {
        var page = table.PageAt(_nextRelative, out var last);
        if (_hashes.Length < page.Count)
        {
            _hashes = new ulong[page.Count];
            _keys = new TKey[page.Count];
        }

        _count = 0;
        _current = -1;
        var slots = page.Slots;
        for (var i = 0; i < slots.Length; i++)
        {
            if (page.TagSpan[i] == Tags.Empty)
            {
                continue;
            }

            // A page may reach back before the place we came to if the table was cleared meanwhile.
            var hash = table.HashOf(slots[i].Key);
            if (table.RelativeOf(hash) >= _nextRelative)
            {
                _hashes[_count] = hash;
                _keys[_count++] = slots[i].Key;
            }
        }

        _hashes.AsSpan(0, _count).Sort(_keys.AsSpan(0, _count));
        _pastLastPage = last == ulong.MaxValue;
        _nextRelative = last + 1;
    }

    private void Forget()
    {
        _hashes = [];
        _keys = [];
        _count = 0;
        _current = -1;
    }
}
