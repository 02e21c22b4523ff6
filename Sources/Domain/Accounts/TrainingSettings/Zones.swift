import Kernel

/// Ranges of heart rate or power that follow one another from 0, the last without an end.
package struct Zones: Equatable, Sendable {
    /// What is measured; the words of v3's athlete zones.
    package enum Kind: String, Sendable, CaseIterable {
        /// Beats a minute.
        case heartrate = "heart_rate"
        /// Watts.
        case power

        /// The highest bound that makes sense.
        var maximumBound: Int {
            switch self {
            case .heartrate: 260
            case .power: 5000
            }
        }
    }

    /// As many zones may be set.
    package static let countRange = 2...10

    /// Where each zone but the first begins, ascending.
    package let bounds: [Int]
    /// Whether the athlete has set them, rather than that they were computed.
    package let isCustom: Bool

    init(bounds: [Int], isCustom: Bool) {
        self.bounds = bounds
        self.isCustom = isCustom
    }

    /// How many there are.
    package var count: Int { bounds.count + 1 }

    /// The zone of a value: from its lower bound, up to but without its upper.
    package func index(of value: Int) -> Int {
        var index = 0
        while index < bounds.count, value >= bounds[index] { index += 1 }
        return index
    }

    /// A zone as v3 writes it: the last one's end is -1.
    package func range(at index: Int) -> (min: Int, max: Int) {
        (index == 0 ? 0 : bounds[index - 1], index == bounds.count ? -1 : bounds[index])
    }
}

extension Zones {
    /// The five zones of a maximum heart rate, at the shares of it that v3's have.
    package static func heartrate(maximumBPM: Int) -> Zones {
        zones(of: maximumBPM, atPerCent: [59, 78, 87, 97])
    }

    /// Coggan's seven levels of a functional threshold power (Allen and Coggan, "Training and Racing with a
    /// Power Meter", 2010).
    package static func power(ftpWatts: Int) -> Zones {
        zones(of: ftpWatts, atPerCent: [55, 75, 90, 105, 120, 150])
    }

    /// The six zones of a threshold speed (m/s), in centimetres per second: where the time for a way is
    /// 129, 114, 106, 99 and 90 % of that at the threshold (Friel, "The Triathlete's Training Bible", 2009;
    /// his 5a and 5b as one).
    package static func runningSpeed(threshold: Double) -> Zones {
        let bounds = [1.29, 1.14, 1.06, 0.99, 0.90].map { Int((threshold * 100 / $0).rounded()) }
        return Zones(bounds: bounds, isCustom: false)
    }

    /// Bounds rise by 1 at least, also where the whole is so small that shares of it fall together.
    private static func zones(of whole: Int, atPerCent shares: [Int]) -> Zones {
        var bounds: [Int] = []
        for share in shares {
            bounds.append(max((bounds.last ?? 0) + 1, (whole * share + 50) / 100))
        }
        return Zones(bounds: bounds, isCustom: false)
    }
}

/// One range as a client sends it.
struct ZoneRange: Decodable, Equatable {
    var min: Int
    var max: Int
}

extension Zones {
    /// Zones that an athlete sets: the first begins at 0, the last ends with -1, and each begins where the
    /// one before ends, or 1 above. Throws a fault that names the range and the end that is wrong.
    init(_ ranges: [ZoneRange], of kind: Kind) throws(Fault) {
        func fault(_ index: Int, _ end: String) -> Fault {
            .invalid("Zones", "\(kind.rawValue).zones[\(index)].\(end)")
        }
        guard Zones.countRange.contains(ranges.count) else {
            throw .invalid("Zones", "\(kind.rawValue).zones", "exceeded")
        }
        var bounds: [Int] = []
        for (index, range) in ranges.enumerated() {
            let isLast = index == ranges.count - 1
            let isEndPossible = isLast ? range.max == -1 : range.max <= kind.maximumBound
            guard isEndPossible, isLast || range.max > range.min else { throw fault(index, "max") }
            guard index > 0 else {
                guard range.min == 0 else { throw fault(index, "min") }
                continue
            }
            let end = ranges[index - 1].max
            guard range.min == end || range.min == end + 1 else { throw fault(index, "min") }
            bounds.append(range.min)
        }
        self.init(bounds: bounds, isCustom: true)
    }
}
