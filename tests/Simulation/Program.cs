using ActorStream.Tests.Simulation.Commands;

return await new SimulationCommandLine().RunAsync(args);
