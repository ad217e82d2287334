using ActorStream.Bench.Micro;
using BenchmarkDotNet.Running;

// What one thing costs by itself, a question a file.
//   dotnet run -c Release --project bench/Micro -- --quick                      everything, in about two minutes
//   dotnet run -c Release --project bench/Micro -- --filter '*Heap*'            what matches, to be believed to a few per cent
//   dotnet run -c Release --project bench/Micro -- --list flat                  what there is; further options are BenchmarkDotNet's
var isQuick = args.Contains("--quick");
var rest = args.Where(static arg => arg != "--quick").ToArray();
if (isQuick && !rest.Contains("--filter")) rest = [.. rest, "--filter", "*"];
BenchmarkSwitcher.FromAssembly(typeof(Measurement).Assembly).Run(rest, Measurement.Config(isQuick));
