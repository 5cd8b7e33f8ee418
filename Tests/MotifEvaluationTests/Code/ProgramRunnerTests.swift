import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Programs run with limits in processes of their own.
///
/// Skipped where there is no `python3` on the path.
@Suite(.enabled(if: (try? ProgramRunner()) != nil, "there is no python3 on the PATH"))
struct ProgramRunnerTests {
  private func run(_ program: String, seconds: Double = 10) throws -> ProgramOutcome {
    var limits = ProgramRunner.Limits()
    limits.seconds = seconds
    limits.memory = 512 << 20
    return try ProgramRunner(limits: limits).run(program)
  }

  @Test func programsPassOrFail() throws {
    let passed = try run("print('hello')")
    #expect(passed.isPassed && passed.end == "passed" && passed.output == "hello\n")
    for (program, word) in [
      ("assert 1 == 2", "AssertionError"), ("def f(:", "SyntaxError"), ("exit(3)", ""),
      ("import os; os.kill(os.getpid(), 9)", ""), ("raise SystemExit('no')", "no"),
      ("a = bytearray(1 << 30)", "MemoryError"),
    ] {
      let outcome = try run(program)
      #expect(!outcome.isPassed && outcome.end == "failed", "\(program)")
      #expect(word.isEmpty || outcome.output.contains(word), "\(outcome.output)")
    }
  }

  @Test func endlessProgramsAreEnded() throws {
    for program in [
      "while True: pass", "import time; time.sleep(60)",
      "import os, time\nif os.fork() == 0:\n  time.sleep(60)\nelse:\n  time.sleep(60)",
      "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)",
    ] {
      let outcome = try run(program, seconds: 1)
      #expect(
        !outcome.isPassed && outcome.end == "out of time" && outcome.seconds < 8, "\(program)")
    }
  }

  @Test func outputIsCut() throws {
    let outcome = try run("print('x' * 100000 + 'end')")
    #expect(outcome.isPassed && outcome.output.hasSuffix("end\n") && outcome.output.count <= 1000)
    #expect(try !run("while True: print('y' * 10000)").isPassed)
    #expect(try !run("open('big', 'wb').write(b'0' * (8 << 20))").isPassed)
  }

  @Test func theEnvironmentSaysNothingOfTheUser() throws {
    let outcome = try run(
      "import os\nprint(sorted(os.environ), os.listdir('.'), os.getcwd() == os.environ['HOME'])")
    #expect(outcome.output.contains("'HOME'") && !outcome.output.contains("USER"))
    #expect(outcome.output.contains("['program.py'] True"), "\(outcome.output)")
  }

  @Test func theNetworkIsCutOffWhereTheSystemAllowsIt() throws {
    let runner = try ProgramRunner()
    guard runner.isCutOff else { return }
    let outcome = try runner.run(
      "import socket\nprint(socket.if_nameindex())\nsocket.create_connection(('192.0.2.1', 80), 2)")
    #expect(!outcome.isPassed && outcome.output.contains("unreachable"), "\(outcome.output)")
    #expect(!outcome.output.contains("eth0"))
  }

  @Test func nothingIsLeftBehind() throws {
    let folder = try ScratchFolder()
    var limits = ProgramRunner.Limits()
    limits.seconds = 0.5
    let runner = try ProgramRunner(limits: limits, scratch: folder.path)
    _ = try runner.run("import os\nos.mkdir('a')\nopen('a/b', 'w').write('x')")
    _ = try runner.run("while True: pass")
    #expect(try FileOperations.system.list(folder.path) == [])
  }

  @Test func aCompletionIsPutBeforeItsTests() throws {
    let problem = CodeProblem(
      prefix: "def add(a, b):\n", tests: "def check(f):\n    assert f(1, 2) == 3\ncheck(add)")
    #expect(try run(problem.program("    return a + b\n")).isPassed)
    #expect(try !run(problem.program("    return a - b\n")).isPassed)
  }

  @Test(.enabled(if: PublicData.folder != nil, Comment(rawValue: PublicData.reason)))
  func solutionsOfHumanEvalPass() throws {
    let rows = try QuestionRows.read(PublicData.path("eval/humaneval.jsonl"))
    for row in rows.prefix(8) {
      let question = try TaskFormat.humaneval.question(row)
      guard case .program(let problem) = question.expectation else { continue }
      #expect(try run(problem.program(question.answer)).isPassed, "\(row.place)")
      #expect(try !run(problem.program("    return None\n")).isPassed, "\(row.place)")
    }
  }
}
