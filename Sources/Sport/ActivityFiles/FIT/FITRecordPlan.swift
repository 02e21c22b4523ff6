import Streams

/// What is to be done with the records of one definition: a flat list of steps, the weakest source first.
struct FITRecordPlan {
    /// One field to one column; values that are there replace what an earlier step has written.
    struct Step {
        var column: FITColumn
        var offset: Int
        var byteCount: Int
        var source: Source
        var isBigEndian: Bool
        /// Steps run in the order of their ranks.
        var rank: Int
        /// The value in the column's unit is `raw / divisor - offset`; for `general` only.
        var divisor = 1.0
        var shift = 0.0
    }

    /// How a value is read. All but the last ones are for fields as the profile has them.
    enum Source: Equatable {
        case timestamp
        case semicircles
        case altitude16, altitude32
        case centimeters
        case millimeters16, millimeters32
        case heartrate
        case plain8
        case power
        case temperature
        /// `fractional_cadence`: rounds what is there already.
        case cadenceFraction
        /// 12 bits of speed and 12 of accumulated distance.
        case speedAndDistance
        /// Any other type or scale.
        case general(FITBaseType)
    }

    let steps: [Step]

    init(_ definition: FITDefinition, developerFields: [FITDeveloperKey: FITFieldDescription]) {
        var steps: [Step] = []
        for field in definition.fields {
            if let step = Self.step(for: field, isBigEndian: definition.isBigEndian) { steps.append(step) }
        }
        if steps.contains(where: { $0.divisor == 256 && $0.column == .cadence }) {
            steps.removeAll { $0.source == .cadenceFraction }
        }
        for field in definition.developerFields {
            let key = FITDeveloperKey(developer: field.developerIndex, number: field.number)
            guard let description = developerFields[key], let column = description.column else { continue }
            steps.append(
                Step(
                    column: column, offset: field.offset, byteCount: field.byteCount,
                    source: .general(description.type), isBigEndian: definition.isBigEndian, rank: 0,
                    divisor: description.scale, shift: description.offset))
        }
        // Swift's sort is stable.
        self.steps = steps.sorted { $0.rank < $1.rank }
    }

    /// Where a field of `record` goes, and its scale and offset in the profile.
    private static func target(
        _ number: UInt8
    ) -> (column: FITColumn, rank: Int, divisor: Double, shift: Double)? {
        switch number {
        case FITDefinition.timestampNumber: (.timestamp, 0, 1, 0)
        case 0: (.latitude, 0, semicirclesADegree, 0)
        case 1: (.longitude, 0, semicirclesADegree, 0)
        case 2: (.altitude, 2, 5, 500)
        case 3: (.heartrate, 2, 1, 0)
        case 4: (.cadence, 2, 1, 0)
        case 5: (.distance, 2, 100, 0)
        case 6: (.speed, 2, 1000, 0)
        case 7: (.watts, 2, 1, 0)
        case 8: (.speed, 1, 1, 0)
        case 13: (.temp, 2, 1, 0)
        case 52: (.cadence, 3, 256, 0)
        case 53: (.cadence, 3, 128, 0)
        case 73: (.speed, 3, 1000, 0)
        case 78: (.altitude, 3, 5, 500)
        default: nil
        }
    }

    private static let semicirclesADegree = 2_147_483_648.0 / 180

    private static func step(for field: FITField, isBigEndian: Bool) -> Step? {
        guard let target = target(field.number), field.byteCount >= field.type.byteCount,
            let source = source(of: field)
        else { return nil }
        return Step(
            column: target.column, offset: field.offset, byteCount: field.byteCount, source: source,
            isBigEndian: isBigEndian, rank: target.rank, divisor: target.divisor, shift: target.shift)
    }

    private static func source(of field: FITField) -> Source? {
        switch (field.number, field.type) {
        case (FITDefinition.timestampNumber, .uint32): .timestamp
        case (FITDefinition.timestampNumber, _): nil
        case (0, .int32), (1, .int32): .semicircles
        case (2, .uint16): .altitude16
        case (78, .uint32): .altitude32
        case (3, .uint8): .heartrate
        case (4, .uint8): .plain8
        case (5, .uint32): .centimeters
        case (6, .uint16): .millimeters16
        case (73, .uint32): .millimeters32
        case (7, .uint16): .power
        case (8, .bytes), (8, .uint8): field.byteCount >= 3 ? .speedAndDistance : nil
        case (8, _): nil
        case (13, .int8): .temperature
        case (53, .uint8): .cadenceFraction
        case (53, _): nil
        default: .general(field.type)
        }
    }
}

extension FITColumn {
    /// What a value may be, in the column's unit; others are as good as missing.
    var range: ClosedRange<Double> {
        switch self {
        case .timestamp: 0...0
        case .latitude, .longitude: -200...200
        case .altitude: -12_000...30_000
        case .distance: 0...200_000_000
        case .speed: 0...1000
        // Zero is what devices write without a sensor.
        case .heartrate: 1...300
        case .cadence: 0...300
        case .watts: 0...5000
        case .temp: -100...100
        }
    }
}
