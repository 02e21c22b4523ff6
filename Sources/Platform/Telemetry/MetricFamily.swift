/// What Prometheus calls the type of a metric.
enum MetricKind: String, Sendable { case counter, gauge, histogram }

/// All series of one name.
struct MetricFamily: Sendable {
    let name: String
    let kind: MetricKind
    let help: String
    var series: [String: any MetricSeries] = [:]
}

/// One name with one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    func write(name: String, labels: String, to text: inout PrometheusText)
}

/// `[a-zA-Z_:][a-zA-Z0-9_:]*`
func isMetricName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case 48...58, 65...90, 95, 97...122: true
        default: false
        }
    }
}

/// `name="value",…` with the names in the order given, values escaped.
func renderLabels(_ labels: KeyValuePairs<String, String>) -> String {
    var text = ""
    for (name, value) in labels {
        precondition(isMetricName(name) && name != "le", "\(name) is not a label name")
        if !text.isEmpty { text += "," }
        text += "\(name)=\"\(escapeLabel(value))\""
    }
    return text
}

private func escapeLabel(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 34 || $0 == 92 || $0 == 10 }) else { return value }
    var escaped = ""
    for scalar in value.unicodeScalars {
        switch scalar {
        case "\"": escaped += "\\\""
        case "\\": escaped += "\\\\"
        case "\n": escaped += "\\n"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
