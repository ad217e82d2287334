namespace ActorStream.Tests.Engine.Connectors.Files;

// The code of docs/files.md.
public static class FilesGuide
{
    public sealed record Order(string Customer, DateTimeOffset At);

    public static void SetAside(JobBuilder job)
    {
        var rows = job.From(JsonLinesFile.ReadRows<Order>("in"), uid: "orders");
        rows.Rejected().To(CsvFile.ExactlyOnce<RejectedRow>("rejected"), uid: "rejected");
        var orders = rows.Valid();
        Write(orders);
    }

    public static void Watch(JobBuilder job)
    {
        var orders = job.From(CsvFile.Read<Order>("in/*.csv", new() { Watch = true }), uid: "orders");
        Write(orders);
    }

    private static void Write(DataStream<Order> orders)
    {
        orders.To(JsonLinesFile.ExactlyOnce<Order>("out", new()
        {
            MaxFileBytes = 128 * 1024 * 1024,
            Buckets = FileBuckets.ByTime<Order>(order => order.At, TimeSpan.FromDays(1)),
        }), uid: "out");
    }
}
