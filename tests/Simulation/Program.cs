Console.WriteLine("0 seeds");
