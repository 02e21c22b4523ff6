/// One setting: an environment variable, with its default and what it is for.
package struct Setting: Sendable {
    /// The variable's name.
    package let name: String
    /// The text that stands for it when it isn't set; nil where it has to be set, or may be absent.
    package let defaultText: String?
    /// One sentence for `slipstream help`.
    package let purpose: String
    /// The section of the help that it is listed in.
    package let section: String
}

/// Reads settings from the environment, and remembers what was asked for: so the settings of all modules can
/// be listed, and all that is wrong with them is told at once.
package struct ConfigurationReader {
    private let environment: [String: String]
    private var section = "Server"

    /// Every setting asked for so far.
    package private(set) var settings: [Setting] = []
    /// What is wrong, one sentence each.
    package private(set) var problems: [String] = []

    /// Reads from these variables.
    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// Names the section that the next settings belong to.
    package mutating func begin(section: String) {
        self.section = section
    }

    /// A text.
    package mutating func string(_ name: String, default text: String, _ purpose: String) -> String {
        read(name, text, purpose) ?? text
    }

    /// A text that may be absent.
    package mutating func optionalString(_ name: String, _ purpose: String) -> String? {
        read(name, nil, purpose)
    }

    /// A whole number within a range.
    package mutating func integer(
        _ name: String, default value: Int, in range: ClosedRange<Int>, _ purpose: String
    ) -> Int {
        guard let text = read(name, String(value), purpose) else { return value }
        guard let number = Int(text), range.contains(number) else {
            let bounds = "\(range.lowerBound) to \(range.upperBound)"
            problems.append("\(name) must be a whole number from \(bounds), not '\(text)'")
            return value
        }
        return number
    }

    /// A switch: `on` or `off`.
    package mutating func flag(_ name: String, default value: Bool, _ purpose: String) -> Bool {
        choice(name, default: value ? "on" : "off", of: ["on", "off"], purpose) == "on"
    }

    /// One of a few words.
    package mutating func choice(_ name: String, default value: String, of words: [String], _ purpose: String)
        -> String
    {
        guard let text = read(name, value, purpose) else { return value }
        guard words.contains(text) else {
            problems.append("\(name) must be one of \(words.joined(separator: ", ")), not '\(text)'")
            return value
        }
        return text
    }

    /// Notes a problem that the caller found in a setting's text.
    package mutating func reject(_ name: String, _ reason: String) {
        problems.append("\(name) \(reason)")
    }

    private mutating func read(_ name: String, _ defaultText: String?, _ purpose: String) -> String? {
        settings.append(Setting(name: name, defaultText: defaultText, purpose: purpose, section: section))
        guard let text = environment[name], !text.isEmpty else { return nil }
        return text
    }
}
