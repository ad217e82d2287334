namespace ActorStream;

/// <summary>
/// Days, weeks or months of a time zone: windows from one local midnight (or another time of day) to another, however long that is. A day
/// in which clocks are changed has 23 or 25 hours.
/// </summary>
public sealed record CalendarWindows : WindowAssigner
{
    private readonly string _unit;
    private readonly TimeZoneInfo _zone;

    private CalendarWindows(
        string unit, TimeZoneInfo zone, TimeSpan startOfDay, Func<DateOnly, DateOnly> firstDay, Func<DateOnly, DateOnly> next)
    {
        ArgumentNullException.ThrowIfNull(zone);
        RequireOffset(startOfDay, TimeSpan.FromDays(1));
        (_unit, _zone, Slices) = (unit, zone, new CalendarSlices(zone, startOfDay, firstDay, next));
    }

    internal override SliceLayout Slices { get; }

    /// <summary>One window per day.</summary>
    /// <param name="zone">Whose days.</param>
    /// <param name="startOfDay">When the day begins, by the zone's clocks; below 24 hours, midnight by default. Where clocks pass over that
    /// time, the day begins as much later as they are set forward; where they show it twice, the first time.</param>
    public static CalendarWindows Days(TimeZoneInfo zone, TimeSpan startOfDay = default) =>
        new("days", zone, startOfDay, static day => day, static day => day.AddDays(1));

    /// <summary>One window per week.</summary>
    /// <param name="zone">Whose weeks.</param>
    /// <param name="firstDay">The day a week begins with.</param>
    /// <param name="startOfDay">As of <see cref="Days"/>.</param>
    public static CalendarWindows Weeks(TimeZoneInfo zone, DayOfWeek firstDay = DayOfWeek.Monday, TimeSpan startOfDay = default) => new(
        "weeks", zone, startOfDay, day => day.AddDays(-((day.DayOfWeek - firstDay + 7) % 7)), static day => day.AddDays(7));

    /// <summary>One window per month.</summary>
    /// <param name="zone">Whose months.</param>
    /// <param name="startOfDay">As of <see cref="Days"/>.</param>
    public static CalendarWindows Months(TimeZoneInfo zone, TimeSpan startOfDay = default) =>
        new("months", zone, startOfDay, static day => new DateOnly(day.Year, day.Month, 1), static day => day.AddMonths(1));

    /// <inheritdoc/>
    public override string ToString() => $"{_unit} in {_zone.Id}";
}

/// <summary>Each window from the start of one day of a zone to that of another.</summary>
internal sealed class CalendarSlices(
    TimeZoneInfo zone, TimeSpan startOfDay, Func<DateOnly, DateOnly> firstDay, Func<DateOnly, DateOnly> next) : SliceLayout
{
    /// <summary>No zone has passed over a longer time at once, but for those that changed sides of the date line.</summary>
    private static readonly TimeSpan LongerThanAnyGap = TimeSpan.FromHours(3);

    internal override (long Start, long End) SliceAt(long ticks)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), zone);
        var day = firstDay(DateOnly.FromDateTime(local.Ticks < startOfDay.Ticks ? DateTime.MinValue : local - startOfDay));

        // Where clocks pass over the start of a day, or are set back over it, local times are those of a day that has not begun, or is
        // over.
        var (start, end) = (StartOf(day), StartOf(next(day)));
        return ticks < start ? (StartOf(firstDay(day.AddDays(-1))), start)
            : ticks < end ? (start, end)
            : (end, StartOf(next(next(day))));
    }

    internal override long LastEnd(long slice) => SliceAt(slice).End;

    internal override long NextEnd(long slice, long after) => LastEnd(slice);

    internal override long StartOf(long end) => SliceAt(end - 1).Start;

    private long StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.FromTimeSpan(startOfDay));
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local - LongerThanAnyGap)
            : zone.GetUtcOffset(local);
        return local.Ticks - offset.Ticks;
    }
}
