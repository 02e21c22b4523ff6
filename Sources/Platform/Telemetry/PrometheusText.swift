/// Builds the Prometheus text exposition format 0.0.4.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    /// Starts a family: its `HELP` and `TYPE` lines.
    mutating func family(_ name: String, _ kind: MetricKind, help: String) {
        append("# HELP \(name) ")
        for byte in help.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            default: bytes.append(byte)
            }
        }
        append("\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// One sample line; `labels` are rendered already, without braces.
    mutating func sample(_ name: String, labels: String, _ value: Double) {
        append(name)
        if !labels.isEmpty {
            append("{")
            append(labels)
            append("}")
        }
        append(" ")
        append(prometheusNumber(value))
        append("\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

/// A float as Go's `ParseFloat` reads it; whole numbers without a fraction.
func prometheusNumber(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    return String(value)
}
