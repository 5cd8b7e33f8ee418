import Foundation

// Checks that the tests see planted faults: `swift run mutations` in the repository's root.
//
// Status 0: every fault was seen. 1: some were not. 2: the check could not be made.

let usage = """
  Usage: swift run mutations [--only TEXT] [--list] [--plant-survivor] [--no-build]
                             [--scratch FOLDER]

    --only TEXT        only faults whose sentence or file contains TEXT
    --list             print the faults and check that each snippet is found
    --plant-survivor   plant one that its tests cannot see: it must be reported, with status 1
    --no-build         take the copy as it was built the last time
    --scratch FOLDER   where the copy with the faults is built, .build-mutations unless told
  """

func run(_ arguments: [String]) throws -> Int32 {
  var (only, scratch, lists, plants, builds) = ("", ".build-mutations", false, false, true)
  var rest = arguments[...]
  while let argument = rest.popFirst() {
    switch argument {
    case "--only": only = rest.popFirst() ?? ""
    case "--scratch": scratch = rest.popFirst() ?? scratch
    case "--list": lists = true
    case "--plant-survivor": plants = true
    case "--no-build": builds = false
    default:
      print(usage)
      return argument == "--help" ? 0 : 2
    }
  }
  let root = FileManager.default.currentDirectoryPath
  let list = try Mutation.list(root + "/Benchmarks/Mutations/mutations.json")
  let all = list.faults + [list.survivor]
  let numbers = list.faults.indices.map { $0 + 1 }.filter { number in
    let mutation = all[number - 1]
    return only.isEmpty || mutation.fault.contains(only) || mutation.file.contains(only)
  }
  if lists {
    for mutation in all {
      let text = try String(contentsOfFile: root + "/" + mutation.file, encoding: .utf8)
      _ = try mutation.place(in: text)
    }
    for number in numbers {
      print("\(number)  \(all[number - 1].fault)  (\(all[number - 1].tests))")
    }
    return 0
  }
  let copy = scratch.hasPrefix("/") ? scratch : root + "/" + scratch
  let survivors = try MutationCheck(
    tree: MutatedTree(root: root, copy: copy), mutations: all,
    chosen: plants ? [all.count] : numbers, builds: builds
  ).run()
  return survivors.isEmpty ? 0 : 1
}

do {
  exit(try run(Array(CommandLine.arguments.dropFirst())))
} catch {
  FileHandle.standardError.write(Data("mutations: \(error)\n".utf8))
  exit(2)
}
