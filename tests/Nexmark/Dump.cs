using System.Globalization;
using Microsoft.Data.Sqlite;
using Nexmark;

namespace ActorStream.Tests.Nexmark;

/// <summary>The events that the program dumps, read back into tables: times as milliseconds, all else as it is in the file.</summary>
internal sealed class Dump : IDisposable
{
    private const string Person = "number,time,id,name,city,state,extra";
    private const string Auction = "number,time,id,name,description,initial_bid,reserve,expires,seller,category,extra";
    private const string Bid = "number,time,auction,bidder,price,channel,url,extra";
    private readonly SqliteConnection _database = new("Data Source=:memory:");

    internal Dump(IEnumerable<Event> events)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("nexmark").FullName, "events.csv");
        try
        {
            InputFile.Write(path, events);
            Load(File.ReadLines(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    public void Dispose() => _database.Dispose();

    /// <summary>The rows of a query, as text, each with its columns in order.</summary>
    internal List<string> Rows(string sql)
    {
        using var command = _database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private void Load(IEnumerable<string> lines)
    {
        _database.Open();
        var columns = lines.First().Split(',');
        using var transaction = _database.BeginTransaction();
        var tables = new[] { ("person", Person), ("auction", Auction), ("bid", Bid) }
            .ToDictionary(table => table.Item1, table => Insert(table.Item1, table.Item2.Split(',')));
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',');
            var insert = tables[fields[0]];
            foreach (SqliteParameter parameter in insert.Parameters)
            {
                var field = fields[Array.IndexOf(columns, parameter.ParameterName[1..])];
                parameter.Value = parameter.ParameterName is "$time" or "$expires"
                    ? DateTimeOffset.Parse(field, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() : field;
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private SqliteCommand Insert(string table, string[] columns)
    {
        static string Type(string column) =>
            column is "name" or "city" or "state" or "description" or "channel" or "url" or "extra" ? "text" : "integer";
        using var create = _database.CreateCommand();
        create.CommandText = $"CREATE TABLE {table} ({string.Join(", ", columns.Select(column => $"{column} {Type(column)}"))})";
        create.ExecuteNonQuery();
        var insert = _database.CreateCommand();
        insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", columns.Select(column => $"${column}"))})";
        foreach (var column in columns) insert.Parameters.Add(new SqliteParameter { ParameterName = $"${column}" });
        return insert;
    }
}
