import Streams

/// Records of one definition that follow each other without a gap.
struct FITRecordRun {
    /// The first one's header byte.
    let start: UnsafeRawPointer
    let count: Int
    /// From one record to the next, with the header.
    let stride: Int
    let definition: FITDefinition
}

/// Turns runs of records into columns, one field after the other, so that each loop does one thing only.
struct FITRecordReader {
    /// The distance of `compressed_speed_distance`, which goes on counting, in sixteenths of a metre.
    private var accumulatedDistance: UInt32 = 0
    private var hasAccumulatedDistance = false

    /// Appends the run to the columns.
    ///
    /// - Parameter expectedCount: how many records there may be in the end.
    mutating func append(
        _ run: FITRecordRun, _ plan: FITRecordPlan, to columns: FITRecordColumns, expectedCount: Int
    ) {
        let row = columns.rowCount
        columns.appendRows(run.count)
        for step in plan.steps {
            let out = columns.values(step.column, expectedCount: expectedCount) + row
            switch step.source {
            case .general(let type): Self.readGeneral(run, step, type, into: out)
            case .speedAndDistance:
                let distances = columns.values(.distance, expectedCount: expectedCount) + row
                readSpeedAndDistance(run, step, speeds: out, distances: distances)
            default: Self.read(run, step, into: out)
            }
        }
    }

    private static func read(
        _ run: FITRecordRun, _ step: FITRecordPlan.Step, into out: UnsafeMutablePointer<Int32>
    ) {
        let missing = StreamSet.missing
        switch step.source {
        case .timestamp:
            each(run, step, UInt32.self, out) { raw, _ in Int32(bitPattern: raw) }
        case .semicircles:
            each(run, step, Int32.self, out) { raw, old in raw == .max ? old : tenMillionths(raw) }
        case .altitude16:
            each(run, step, UInt16.self, out) { raw, old in raw == .max ? old : Int32(raw) * 2 - 5000 }
        case .altitude32:
            each(run, step, UInt32.self, out) { raw, old in
                raw > highestAltitude ? old : Int32(truncatingIfNeeded: raw) &* 2 &- 5000
            }
        case .centimeters:
            each(run, step, UInt32.self, out) { raw, old in
                raw > farthestDistance ? old : Int32(truncatingIfNeeded: (raw &+ 5) / 10)
            }
        case .millimeters16:
            each(run, step, UInt16.self, out) { raw, old in raw == .max ? old : Int32(raw) }
        case .millimeters32:
            each(run, step, UInt32.self, out) { raw, old in
                raw > highestSpeed ? old : Int32(truncatingIfNeeded: raw)
            }
        case .heartrate:
            each(run, step, UInt8.self, out) { raw, old in raw == .max || raw == 0 ? old : Int32(raw) }
        case .plain8:
            each(run, step, UInt8.self, out) { raw, old in raw == .max ? old : Int32(raw) }
        case .power:
            each(run, step, UInt16.self, out) { raw, old in raw > highestPower ? old : Int32(raw) }
        case .temperature:
            each(run, step, Int8.self, out) { raw, old in raw > 100 || raw < -100 ? old : Int32(raw) }
        case .cadenceFraction:
            each(run, step, UInt8.self, out) { raw, old in
                raw >= 64 && raw < 128 && old != missing ? old &+ 1 : old
            }
        case .general, .speedAndDistance: break
        }
    }

    /// 30,000 m, 200,000 km, 1 km/s and 5 kW in the profile's units.
    private static let highestAltitude: UInt32 = 152_500
    private static let farthestDistance: UInt32 = 4_294_967_280
    private static let highestSpeed: UInt32 = 1_000_000
    private static let highestPower: UInt16 = 5000

    /// Semicircles (half a turn is 2^31) as units of 1e-7 degree.
    @inline(__always)
    private static func tenMillionths(_ semicircles: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(semicircles) &* 1_800_000_000 &+ (1 << 30)) >> 31)
    }

    /// Runs over a field of all records; `convert` gets what is written and what the column has so far.
    @inline(__always)
    private static func each<Raw: FixedWidthInteger>(
        _ run: FITRecordRun, _ step: FITRecordPlan.Step, _: Raw.Type, _ out: UnsafeMutablePointer<Int32>,
        _ convert: (Raw, Int32) -> Int32
    ) {
        var source = run.start + (1 + step.offset)
        let stride = run.stride
        if step.isBigEndian {
            for row in 0..<run.count {
                out[row] = convert(Raw(bigEndian: source.loadUnaligned(as: Raw.self)), out[row])
                source += stride
            }
        } else {
            for row in 0..<run.count {
                out[row] = convert(Raw(littleEndian: source.loadUnaligned(as: Raw.self)), out[row])
                source += stride
            }
        }
    }

    private static func readGeneral(
        _ run: FITRecordRun, _ step: FITRecordPlan.Step, _ type: FITBaseType,
        into out: UnsafeMutablePointer<Int32>
    ) {
        let range = step.column.range
        guard let kind = step.column.kind else { return }
        for row in 0..<run.count {
            let bytes = UnsafeRawBufferPointer(
                start: run.start + (row &* run.stride &+ 1 &+ step.offset), count: step.byteCount)
            guard
                let raw = FITMessage.number(
                    in: bytes, at: 0, end: step.byteCount, type, step.isBigEndian ? .big : .little)
            else { continue }
            let value = raw / step.divisor - step.shift
            if range.contains(value) { out[row] = StreamSet.fixedPoint(value, kind) }
        }
    }

    private mutating func readSpeedAndDistance(
        _ run: FITRecordRun, _ step: FITRecordPlan.Step, speeds: UnsafeMutablePointer<Int32>,
        distances: UnsafeMutablePointer<Int32>
    ) {
        var source = run.start + (1 + step.offset)
        for row in 0..<run.count {
            let first = UInt32(source.load(as: UInt8.self))
            let middle = UInt32(source.load(fromByteOffset: 1, as: UInt8.self))
            let last = UInt32(source.load(fromByteOffset: 2, as: UInt8.self))
            source += run.stride
            if first & middle & last == 0xff { continue }
            let distance = middle >> 4 | last << 4
            if hasAccumulatedDistance {
                accumulatedDistance &+= (distance &- accumulatedDistance) & 0xfff
            } else {
                accumulatedDistance = distance
                hasAccumulatedDistance = true
            }
            // Hundredths of a metre a second, sixteenths of a metre.
            speeds[row] = Int32(first | (middle & 0xf) << 8) * 10
            distances[row] = Int32(clamping: (UInt64(accumulatedDistance) * 10 + 8) / 16)
        }
    }
}
