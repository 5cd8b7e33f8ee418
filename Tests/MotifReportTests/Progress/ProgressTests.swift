import MotifReport
import Testing

@Suite struct ProgressTests {
  private final class Screen {
    var time = 100.0
    var text = ""
    func output(terminal: Bool, width: Int = 100) -> ProgressOutput {
      ProgressOutput(
        isTerminal: terminal, width: width, now: { self.time }, write: { self.text += $0 })
    }
  }

  @Test func aTerminalLineIsRewrittenInPlace() {
    let screen = Screen()
    let line = ProgressLine("training", total: 100, output: screen.output(terminal: true))
    screen.time += 10
    line.update(20, work: 51_200, [.loss(3.21), .learningRate(4e-4)])
    #expect(
      screen.text
        == "\rtraining  20/100 steps  loss 3.2100  5120 tok/s  lr 4e−4  ETA 40 s\u{1B}[K")
    screen.text = ""
    screen.time += 0.05
    line.update(21, work: 52_000)
    #expect(screen.text == "", "ten updates a second at most")
    line.note("saved")
    #expect(screen.text.hasPrefix("\r\u{1B}[Ksaved\ntraining  20/100"))
    screen.text = ""
    line.finish()
    #expect(screen.text == "\r\u{1B}[Ktraining  done in 10 s\n")
  }

  @Test func aNarrowTerminalIsNotWrapped() {
    let screen = Screen()
    let line = ProgressLine("training", output: screen.output(terminal: true, width: 12))
    line.update(123_456)
    #expect(screen.text == "\rtraining  1\u{1B}[K")
  }

  @Test func aPipeGetsPlainLinesNowAndThen() {
    let screen = Screen()
    let line = ProgressLine(
      "tokenising", total: 50, unit: "files", output: screen.output(terminal: false))
    for done in 1...50 {
      screen.time += 1
      line.update(done)
    }
    line.finish("50 files")
    let lines = screen.text.split(separator: "\n")
    #expect(
      lines.map { $0.prefix(24) } == [
        "tokenising  1/50 files  ", "tokenising  11/50 files ", "tokenising  21/50 files ",
        "tokenising  31/50 files ", "tokenising  41/50 files ", "tokenising  50/50 files",
        "tokenising  50 files in ",
      ])
    #expect(!screen.text.contains("\u{1B}") && !screen.text.contains("\r"))
  }

  @Test func aResumedRunCountsItsRateFromThere() {
    let screen = Screen()
    let line = ProgressLine("training", total: 1000, output: screen.output(terminal: false))
    line.resume(at: 900)
    screen.time += 10
    line.update(950, work: 500)
    #expect(screen.text == "training  950/1000 steps  50.0 tok/s  ETA 10 s\n")
  }

  @Test func longTimesAreClocks() {
    let screen = Screen()
    let line = ProgressLine("x", total: 100_000, output: screen.output(terminal: false))
    screen.time += 4
    line.update(1)
    #expect(screen.text.hasSuffix("ETA 4 d 15:06:36\n"))
  }
}
