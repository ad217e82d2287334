using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>Numbers that became wider without loss: each value of the old kind is a value of the new one.</summary>
internal static class Widening
{
    private static readonly Dictionary<ScalarKind, Number> Numbers = new()
    {
        [ScalarKind.Byte] = new(typeof(byte), 8, IsSigned: false),
        [ScalarKind.UInt16] = new(typeof(ushort), 16, IsSigned: false),
        [ScalarKind.UInt32] = new(typeof(uint), 32, IsSigned: false),
        [ScalarKind.UInt64] = new(typeof(ulong), 64, IsSigned: false),
        [ScalarKind.UInt128] = new(typeof(UInt128), 128, IsSigned: false),
        [ScalarKind.SByte] = new(typeof(sbyte), 7, IsSigned: true),
        [ScalarKind.Int16] = new(typeof(short), 15, IsSigned: true),
        [ScalarKind.Int32] = new(typeof(int), 31, IsSigned: true),
        [ScalarKind.Int64] = new(typeof(long), 63, IsSigned: true),
        [ScalarKind.Int128] = new(typeof(Int128), 127, IsSigned: true),
        [ScalarKind.BigInteger] = new(typeof(BigInteger), int.MaxValue, IsSigned: true),
        [ScalarKind.Half] = new(typeof(Half), 11, IsSigned: true, IsBinaryFraction: true),
        [ScalarKind.Single] = new(typeof(float), 24, IsSigned: true, IsBinaryFraction: true),
        [ScalarKind.Double] = new(typeof(double), 53, IsSigned: true, IsBinaryFraction: true),
        [ScalarKind.Decimal] = new(typeof(decimal), 96, IsSigned: true),
    };

    /// <summary>The codec that reads a number, or an enum, of the new kind from one of the written kind; null if something could be
    /// lost.</summary>
    public static Codec<T>? Find<T>(ScalarKind now, Schema written)
    {
        if (written is not ScalarSchema { Kind: var kind } || !Numbers.TryGetValue(kind, out var from) || !Numbers.TryGetValue(now, out var to)
            || !IsLossless(from, to, kind))
        {
            return null;
        }

        var codec = typeof(WidenedCodec<,,>).MakeGenericType(from.Type, to.Type, typeof(T));
        return (Codec<T>)Activator.CreateInstance(codec, ScalarCodecs.For(from.Type)!)!;
    }

    private static bool IsLossless(Number from, Number to, ScalarKind kind) =>
        from.Bits < to.Bits
        && (to.IsSigned || !from.IsSigned)
        && (from.IsBinaryFraction ? to.IsBinaryFraction : kind != ScalarKind.Decimal);

    /// <param name="Type">The type that is computed with.</param>
    /// <param name="Bits">Integers of so many bits, besides the sign, are all among its values.</param>
    /// <param name="IsSigned">Whether there are negative ones.</param>
    /// <param name="IsBinaryFraction">Whether it has fractions of two, infinities and NaN.</param>
    private readonly record struct Number(Type Type, int Bits, bool IsSigned, bool IsBinaryFraction = false);
}

/// <typeparam name="TWritten">The number written.</typeparam>
/// <typeparam name="TNumber">The number now.</typeparam>
/// <typeparam name="T">The number now, or an enum of it.</typeparam>
internal sealed class WidenedCodec<TWritten, TNumber, T>(Codec<TWritten> written) : Codec<T>
    where TWritten : INumberBase<TWritten>
    where TNumber : INumberBase<TNumber>
{
    public override Schema Schema => written.Schema;

    public override void Write(RecordWriter writer, in T value) =>
        throw new InvalidOperationException($"A {TypeNames.Of(typeof(T))} is read from {Schema.Text} and cannot be written so.");

    public override T Read(RecordReader reader)
    {
        var number = TNumber.CreateChecked(written.Read(reader));
        return Unsafe.As<TNumber, T>(ref number);
    }
}
