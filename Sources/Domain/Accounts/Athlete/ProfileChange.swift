package import Kernel

/// What a request wants changed of a profile, checked: only what it names, and null or nothing empties a
/// field.
package struct ProfileChange {
    static let maximumNameLength = 64
    static let maximumPlaceLength = 100
    static let maximumDescriptionLength = 2000
    static let weightRange = 20.0...400.0
    static let ftpRange = 1.0...3000.0
    static let heartrateRange = 60.0...260.0
    static let restingHeartrateRange = 20.0...120.0
    static let thresholdSpeedRange = 1.0...8.0

    private let fields: RequestFields

    /// Reads the fields of a request; they are checked when they are applied.
    package init(_ fields: RequestFields) {
        self.fields = fields
    }

    /// The profile with what the request names; throws a fault that names the field.
    package func applied(to profile: Athlete.Profile) throws(Fault) -> Athlete.Profile {
        var profile = profile
        if let firstname = try name("firstname", isRequired: true) { profile.firstname = firstname }
        if let lastname = try name("lastname", isRequired: false) { profile.lastname = lastname }
        try change("username", &profile.username) { text throws(Fault) in try Username(text).text }
        try change("city", &profile.city) { text throws(Fault) in try place("city", text) }
        try change("state", &profile.state) { text throws(Fault) in try place("state", text) }
        try change("country", &profile.country) { text throws(Fault) in try place("country", text) }
        try change("sex", &profile.sex) { text throws(Fault) in
            guard let sex = Athlete.Sex(rawValue: text) else { throw .invalid("Athlete", "sex") }
            return sex
        }
        try changeDescription(of: &profile)
        try change("dateofbirth", &profile.dateOfBirth) { text throws(Fault) in
            try ProfileChange.birthday(text)
        }
        if let text = fields["measurement_preference"] {
            guard let preference = Athlete.MeasurementPreference(rawValue: text) else {
                throw .invalid("Athlete", "measurement_preference")
            }
            profile.measurementPreference = preference
        }
        if fields.contains("timezone") {
            let name = fields["timezone"] ?? ""
            profile.homeZone = name.isEmpty ? .unknown : try HomeZone(name)
        }
        try changeMeasures(of: &profile)
        return profile
    }

    private func changeDescription(of profile: inout Athlete.Profile) throws(Fault) {
        for name in ["description", "bio"] {
            try change(name, &profile.description) { text throws(Fault) in
                try text.checked(
                    name, maximumLength: ProfileChange.maximumDescriptionLength, allowsLines: true)
            }
        }
    }

    private func changeMeasures(of profile: inout Athlete.Profile) throws(Fault) {
        if fields.contains("weight") {
            profile.weightKilograms = try number("weight", in: ProfileChange.weightRange)
        }
        if fields.contains("ftp") {
            profile.ftpWatts = try number("ftp", in: ProfileChange.ftpRange).map { Int($0.rounded()) }
        }
        if fields.contains("max_heartrate") {
            let rate = try number("max_heartrate", in: ProfileChange.heartrateRange)
            profile.maximumHeartrateBPM = rate.map { Int($0.rounded()) }
        }
        if fields.contains("resting_heartrate") {
            let rate = try number("resting_heartrate", in: ProfileChange.restingHeartrateRange)
            profile.restingHeartrateBPM = rate.map { Int($0.rounded()) }
        }
        if fields.contains("threshold_speed") {
            profile.thresholdSpeed = try number("threshold_speed", in: ProfileChange.thresholdSpeedRange)
        }
    }

    // MARK: fields

    private func name(_ field: String, isRequired: Bool) throws(Fault) -> String? {
        guard fields.contains(field) else { return nil }
        let text = try (fields[field] ?? "").checked(field, maximumLength: ProfileChange.maximumNameLength)
        if isRequired && text.isEmpty { throw .missing("Athlete", field) }
        return text
    }

    private func change<Value>(
        _ field: String, _ value: inout Value?, _ read: (String) throws(Fault) -> Value
    ) throws(Fault) {
        guard fields.contains(field) else { return }
        guard let text = fields[field], !text.isEmpty else {
            value = nil
            return
        }
        value = try read(text)
    }

    private func number(_ field: String, in range: ClosedRange<Double>) throws(Fault) -> Double? {
        try fields.number(field, of: "Athlete", in: range)
    }

    private func place(_ field: String, _ text: String) throws(Fault) -> String {
        try text.checked(field, maximumLength: ProfileChange.maximumPlaceLength)
    }

    private static func birthday(_ text: String) throws(Fault) -> CalendarDay {
        guard let day = CalendarDay(text), day.year >= 1900 else { throw .invalid("Athlete", "dateofbirth") }
        return day
    }
}

extension String {
    /// The text without white space around it; throws a fault for one that is too long or has control
    /// characters.
    func checked(
        _ field: String, of resource: String = "Athlete", maximumLength: Int, allowsLines: Bool = false
    ) throws(Fault) -> String {
        let text = trimmingWhitespace()
        guard text.unicodeScalars.count <= maximumLength else { throw .invalid(resource, field, "too long") }
        let hasControls = text.unicodeScalars.contains { scalar in
            if allowsLines, scalar == "\n" || scalar == "\r" || scalar == "\t" { return false }
            return scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        }
        guard !hasControls else { throw .invalid(resource, field) }
        return text
    }
}
