using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

public sealed class TreeTests
{
    /// <summary>
    /// Ranges are emptied in order, so that nodes lose their first children, and filled again here and there, so that nodes merge and
    /// split.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_tree_is_what_a_sorted_dictionary_is_and_what_was_shared_stays(int seed)
    {
        const int Most = 20_000;
        var random = new Random(seed);
        var tree = new Tree<int, int>(order: null);
        var model = new SortedDictionary<int, int>();
        TreeNode<int, int>? root = null;
        var shared = new List<(TreeNode<int, int>? Root, KeyValuePair<int, int>[] Entries)>();
        for (var key = 0; key < Most; key++)
        {
            Put(key, key);
        }

        for (var round = 0; round < 60; round++)
        {
            var from = random.Next(Most);
            var to = Math.Min(Most, from + random.Next(Most / 3));
            var step = random.Next(4) == 0 ? 1 : random.Next(2, 200);
            for (var key = from; key < to; key++)
            {
                if (model.Remove(key))
                {
                    tree.Remove(ref root, key);
                }
            }

            for (var key = from; key < to; key += step)
            {
                Put(key, round);
            }

            Assert.Equal(model, Entries(tree, root));
            Assert.All(model, entry => Assert.NotNull(tree.Find(root, entry.Key).Leaf));
            if (round % 10 == 0)
            {
                tree.Share();
                shared.Add((root, [.. model]));
            }
        }

        Assert.All(shared, one => Assert.Equal(one.Entries, Entries(tree, one.Root)));

        void Put(int key, int value)
        {
            if (model.TryAdd(key, value))
            {
                tree.Insert(ref root, key, value);
                return;
            }

            model[key] = value;
            var (leaf, index) = tree.Writable(ref root, key);
            leaf.Values[index] = value;
        }
    }

    private static IEnumerable<KeyValuePair<int, int>> Entries(Tree<int, int> tree, TreeNode<int, int>? root)
    {
        for (var (leaf, index) = Tree<int, int>.First(root); leaf is not null;)
        {
            var key = leaf.Keys[index];
            yield return KeyValuePair.Create(key, leaf.Values[index]);
            (leaf, index) = tree.Seek(root, key, behind: true);
        }
    }
}
