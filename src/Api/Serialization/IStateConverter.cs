namespace ActorStream;

/// <summary>
/// Turns what older state holds into what the type is now, where no rule of the engine does: 90 minutes as a number into a
/// <see cref="TimeSpan"/>, say. Named by <see cref="ConvertedByAttribute{TConverter}"/>.
/// </summary>
/// <remarks>
/// <para><b>The old type</b> only has to have the shape that was written, field by field; its name does not matter. Keep the old type,
/// under another name, or write a small record for it.</para>
/// <para><b>When.</b> Called once per value while state is restored, before the job starts; never afterwards. One instance serves all
/// threads: keep no state in it. A null is passed over where the new type can be null too.</para>
/// <para><b>Errors.</b> What it throws fails the restore, with the state's name and the exception.</para>
/// </remarks>
/// <typeparam name="TOld">A type with the shape that was written.</typeparam>
/// <typeparam name="TNew">The type now.</typeparam>
public interface IStateConverter<in TOld, out TNew>
{
    /// <summary>The new value for an old one.</summary>
    TNew Convert(TOld old);
}
