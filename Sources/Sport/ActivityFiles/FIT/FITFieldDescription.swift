/// Names a developer field within a file.
struct FITDeveloperKey: Hashable {
    var developer: UInt8
    var number: UInt8
}

/// What a program on the device says of a field that it adds (`field_description`).
struct FITFieldDescription {
    var key: FITDeveloperKey
    var type: FITBaseType
    var scale: Double
    var offset: Double
    /// The channel of `record` that it stands in for; nil for fields of its own.
    var column: FITColumn?

    /// Nil where it doesn't say which field it is about.
    init?(_ message: FITMessage) {
        guard let developer = message.number(0).flatMap({ UInt8(exactly: $0) }),
            let number = message.number(1).flatMap({ UInt8(exactly: $0) })
        else { return nil }
        key = FITDeveloperKey(developer: developer, number: number)
        let typeByte = message.number(2).flatMap { UInt8(exactly: $0) }
        type = typeByte.map { FITBaseType(definitionByte: $0) } ?? .bytes
        let scale = message.number(6) ?? 1
        self.scale = scale == 0 ? 1 : scale
        offset = message.number(7) ?? 0
        let isOfRecords = message.number(14).map { $0 == 20 } ?? true
        if isOfRecords, let native = message.number(15) {
            column = Self.column(native, unit: message.text(8)?.lowercased() ?? "")
        }
    }

    /// The channel of a field of the profile, if it is in the profile's unit.
    private static func column(_ native: Double, unit: String) -> FITColumn? {
        switch native {
        case 2, 78: ["", "m", "meter", "meters", "metres"].contains(unit) ? .altitude : nil
        case 3: .heartrate
        // Not steps a minute, which are twice as many.
        case 4: unit == "spm" ? nil : .cadence
        case 5: ["", "m", "meter", "meters", "metres"].contains(unit) ? .distance : nil
        case 6, 73: ["", "m/s", "mps"].contains(unit) ? .speed : nil
        case 7: ["", "w", "watt", "watts"].contains(unit) ? .watts : nil
        case 13: ["", "c", "°c", "celsius"].contains(unit) ? .temp : nil
        default: nil
        }
    }
}
