/// The structured log: one JSON line an event, with the fields that were bound by `with`. A small value; copy
/// it freely.
///
/// A field whose name ends in a word for a secret (`password`, `token`, `secret`, `authorization`, `cookie`)
/// is written as `[redacted]`, whoever passes it.
package struct Log: Sendable {
    /// What a line may hold at most; longer texts are cut and end in `…`.
    package static let textLimitBytes = 8192

    private let writer: LogWriter?
    private let minimumLevel: LogLevel
    private let boundFields: [UInt8]
    private let clock: @Sendable () -> UnixTime

    /// A log that writes events of at least `level` to `writer`.
    package init(
        writer: LogWriter, level: LogLevel = .info,
        clock: @escaping @Sendable () -> UnixTime = UnixTime.system
    ) {
        self.init(writer: writer, minimumLevel: level, boundFields: [], clock: clock)
    }

    /// A log that writes nothing.
    package static let silent = Log(
        writer: nil, minimumLevel: .error, boundFields: [], clock: UnixTime.system)

    private init(
        writer: LogWriter?, minimumLevel: LogLevel, boundFields: [UInt8],
        clock: @escaping @Sendable () -> UnixTime
    ) {
        self.writer = writer
        self.minimumLevel = minimumLevel
        self.boundFields = boundFields
        self.clock = clock
    }

    /// The same log with `fields` in every line; they are rendered once, here.
    package func with(_ fields: KeyValuePairs<String, LogValue>) -> Log {
        var bytes = boundFields
        for (name, value) in fields { bytes.appendField(name, value) }
        return Log(writer: writer, minimumLevel: minimumLevel, boundFields: bytes, clock: clock)
    }

    /// The same log with `trace_id` and `span_id` in every line.
    package func with(_ trace: TraceContext) -> Log {
        with(["trace_id": .string(trace.traceID), "span_id": .string(trace.spanID)])
    }

    /// Whether events of `level` are written; ask before computing something only for the log.
    package func writes(_ level: LogLevel) -> Bool { writer != nil && level >= minimumLevel }

    /// For whoever is looking for a fault.
    package func debug(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        if writes(.debug) { write(.debug, event, fields()) }
    }

    /// What happened, and is as it should be.
    package func info(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        if writes(.info) { write(.info, event, fields()) }
    }

    /// What went wrong and was dealt with.
    package func warning(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:])
    {
        if writes(.warning) { write(.warning, event, fields()) }
    }

    /// What somebody should look at; flushed at once.
    package func error(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        if writes(.error) { write(.error, event, fields()) }
    }

    private func write(_ level: LogLevel, _ event: String, _ fields: KeyValuePairs<String, LogValue>) {
        var line: [UInt8] = []
        line.reserveCapacity(160 + boundFields.count + fields.count * 32)
        line.append(contentsOf: #"{"time":""#.utf8)
        clock().appendTimestamp(to: &line)
        line.append(contentsOf: #"","level":""#.utf8)
        line.append(contentsOf: level.name.utf8)
        line.append(contentsOf: #"","event":"#.utf8)
        line.appendJSON(event)
        line.append(contentsOf: boundFields)
        for (name, value) in fields { line.appendField(name, value) }
        line.append(UInt8(ascii: "}"))
        line.append(UInt8(ascii: "\n"))
        writer?.append(line, urgently: level == .error)
    }
}
