using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

public sealed unsafe class PageSlabsTests
{
    private const int PageBytes = 24 * 1024;
    private const int OfASlab = (2 << 20) / PageBytes;

    private readonly PageSlabs _slabs = new(PageBytes);
    private readonly List<(PageSlabs.Slab Slab, nuint Page)> _taken = [];

    [Fact]
    public void Pages_do_not_overlap_whatever_was_given_back()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            if (_taken.Count == 0 || random.Next(5) < 3) Take();
            else Return(random.Next(_taken.Count));
        }

        var pages = _taken.Select(one => one.Page).Order().ToList();
        Assert.All(pages.Zip(pages.Skip(1)), pair => Assert.True(pair.Second - pair.First >= PageBytes));
        Assert.All(_taken, one => Assert.Equal((byte)(one.Page >> 7), *(byte*)(one.Page + PageBytes - 1)));
        ReturnAll();
    }

    [Fact]
    public void Little_state_takes_little_memory()
    {
        Take();
        Assert.Equal(16 * PageBytes, _slabs.Bytes);
        ReturnAll();
    }

    [Fact]
    public void Nothing_is_kept_once_all_is_given_back()
    {
        for (var i = 0; i < 5 * OfASlab; i++) Take();
        Assert.True(_slabs.Bytes > 4 * (2 << 20), $"{_slabs.Bytes} bytes");
        ReturnAll();
        Assert.Equal(0, _slabs.Bytes);
    }

    [Fact]
    public void Memory_of_the_copies_of_one_snapshot_is_kept_for_the_next()
    {
        for (var i = 0; i < 16 + (4 * OfASlab); i++) Take();
        var all = _slabs.Bytes;
        while (_taken.Count > 16 + (2 * OfASlab)) Return(_taken.Count - 1);
        Assert.Equal(all, _slabs.Bytes);
        ReturnAll();
    }

    [Fact]
    public void No_more_is_kept_than_is_in_use()
    {
        for (var i = 0; i < 16 + (3 * OfASlab); i++) Take();
        while (_taken.Count > 1) Return(_taken.Count - 1);
        Assert.Equal((16 * PageBytes) + (2 << 20), _slabs.Bytes);
        ReturnAll();
    }

    [Fact]
    public void A_page_larger_than_a_slab_is_a_slab()
    {
        var slabs = new PageSlabs(3 << 20);
        var first = slabs.Take(out var one);
        var second = slabs.Take(out var other);
        Assert.True(first != second && one != other);
        slabs.Return(first, one);
        slabs.Return(second, other);
        Assert.Equal(0, slabs.Bytes);
    }

    [Fact]
    public void What_was_expected_is_touched_by_somebody_else_and_taken_by_whoever_comes()
    {
        const int slab = 8 << 20;
        Take();
        _slabs.Expect(5 * slab / PageBytes + 1);
        Assert.True(SpinWait.SpinUntil(() => _slabs.Bytes == (16 * PageBytes) + (5 * slab), TimeSpan.FromMinutes(1)), $"{_slabs.Bytes} bytes");
        for (var i = 0; i < 15 + (5 * (slab / PageBytes)); i++) Take();
        Assert.Equal((16 * PageBytes) + (5 * slab), _slabs.Bytes);
        Take();
        Assert.Equal((16 * PageBytes) + (5 * slab) + (2 << 20), _slabs.Bytes);
        Pages_do_not_overlap_whatever_was_given_back();
    }

    [Fact]
    public void What_was_expected_in_vain_is_not_kept()
    {
        Take();
        _slabs.Expect(100_000);
        ReturnAll();
        Assert.True(SpinWait.SpinUntil(() => _slabs.Bytes == 0, TimeSpan.FromMinutes(1)), $"{_slabs.Bytes} bytes");
    }

    [Fact]
    public void A_table_that_grows_makes_memory_ready_for_its_copies_once_there_are_copies()
    {
        for (var i = 0; i < 10; i++) Take();
        Assert.Equal(0, _slabs.Ready);
        Take(isCopy: true);
        Assert.Equal(0, _slabs.Ready);
        for (var i = 1; i <= 200; i++)
        {
            Take();
            Assert.Equal(1, _slabs.Ready); // the one that was ready was taken
        }

        for (var i = 0; i < 2 * OfASlab; i++) Return(0);
        var all = _slabs.Ready + _taken.Count;
        for (var i = 0; i < 20; i++) Take();
        Assert.Equal(all, _slabs.Ready + _taken.Count); // enough was ready
        Pages_do_not_overlap_whatever_was_given_back();
    }

    private void Take(bool isCopy = false)
    {
        var slab = _slabs.Take(out var page, isCopy);
        *((byte*)page + PageBytes - 1) = (byte)((nuint)page >> 7);
        _taken.Add((slab, (nuint)page));
    }

    private void Return(int index)
    {
        _slabs.Return(_taken[index].Slab, (void*)_taken[index].Page);
        _taken.RemoveAt(index);
    }

    private void ReturnAll()
    {
        while (_taken.Count > 0) Return(_taken.Count - 1);
    }
}
