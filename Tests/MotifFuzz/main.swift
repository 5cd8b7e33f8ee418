import Foundation

// Bytes of every kind for every reader of files.
//
//   motif-fuzz list                          the formats
//   motif-fuzz seeds FORMAT FOLDER           writes the valid files that cases grow from
//   motif-fuzz replay FORMAT COUNT FOLDER    that many damaged files, the same every time
//   motif-fuzz once FORMAT FILE FOLDER       one file, such as one that was found
//   motif-fuzz long FORMAT FOLDER [OPTION]…  libFuzzer, in a build with MOTIF_FUZZ=1
//
// FOLDER is a scratch folder; the case being read lies in it, also after the end of the process.

func leave(_ message: String) -> Never {
  FileHandle.standardError.write(Data("motif-fuzz: \(message)\n".utf8))
  exit(2)
}

func format(_ name: String) -> FuzzFormat {
  guard let format = FuzzFormat.named(name) else { leave("there is no format \(name)") }
  return format
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("list", 1):
  for format in FuzzFormat.all { print(format.name) }
case ("seeds", 3):
  for (index, seed) in format(arguments[1]).seeds.enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: "\(arguments[2])/seed-\(index)"))
  }
case ("replay", 4):
  let format = format(arguments[1])
  guard let count = Int(arguments[2]) else { leave("\(arguments[2]) is no count") }
  FuzzLimits.prepare()
  let bench = try FuzzBench(format, folder: arguments[3])
  var cases = FuzzMutation(seeds: format.seeds, name: format.name, seed: 1)
  for _ in 0..<count {
    let bytes = cases.next()
    FuzzLimits.begin(bytes.count)
    bench.feed(bytes)
  }
  print("\(format.name): \(count) cases")
case ("once", 4):
  let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
  FuzzLimits.prepare()
  let bench = try FuzzBench(format(arguments[1]), folder: arguments[3])
  FuzzLimits.begin(bytes.count)
  bench.feed(bytes)
case ("long", 3...):
  #if MOTIF_LIBFUZZER
    exit(
      try LibFuzzer.run(
        format(arguments[1]), folder: arguments[2], options: Array(arguments.dropFirst(3))))
  #else
    leave("build with MOTIF_FUZZ=1 for the long mode")
  #endif
default: leave("use list, seeds, replay, once or long; see Tests/MotifFuzz/main.swift")
}
