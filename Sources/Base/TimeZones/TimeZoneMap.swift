import CZoneMap

/// Which time zone a place is in.
///
/// The map is a quadtree over longitude and latitude, made by `scripts/make-zone-map` and a part of the
/// executable. All numbers are little-endian:
///
/// - `SLZM`, the level of the index, the deepest level (a byte each), the number of names (16 bits), where
///   they begin (32 bits). A square of level n is 360 / 2ⁿ degrees wide and high.
/// - For each square of the index, row by row from the south-west, 32 bits: with the highest bit the number
///   of the zone that it is in, otherwise where its tree begins.
/// - The names, each after a byte with its length; the empty one is the sea.
/// - Trees: how many zones are in it (a byte), their numbers (16 bits each), then the bits of its squares. A
///   1 is a square with four parts that follow (south-west, south-east, north-west, north-east); a 0 a whole
///   one, whose zone follows as a place in the tree's list, in as many bits as that needs. On the deepest
///   level the 0 is left out.
package enum TimeZoneMap {
    /// The IANA name of the zone in which a place is; nil at sea, and for what is no place.
    package static func name(latitude: Double, longitude: Double) -> String? {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        return Reader().name(latitude: latitude, longitude: longitude)
    }

    /// The names of all zones that the map knows.
    package static var allNames: [String] {
        let reader = Reader()
        return (0..<reader.nameCount).map { reader.name(number: $0) }.filter { !$0.isEmpty }
    }
}

/// Reads the map where it lies.
private struct Reader {
    private static let headerByteCount = 12

    private let bytes: UnsafeRawBufferPointer
    private let indexLevel: Int
    private let deepestLevel: Int
    let nameCount: Int

    init() {
        bytes = UnsafeRawBufferPointer(start: slipstream_zone_map(), count: slipstream_zone_map_size())
        indexLevel = Int(bytes[4])
        deepestLevel = Int(bytes[5])
        nameCount = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self)))
    }

    func name(latitude: Double, longitude: Double) -> String? {
        let side = 1 << deepestLevel
        let column = min(side - 1, Int((longitude + 180) / 360 * Double(side)))
        let row = min(side / 2 - 1, Int((latitude + 90) / 360 * Double(side)))
        let finer = deepestLevel - indexLevel
        let entry = word(Reader.headerByteCount + 4 * (((row >> finer) << indexLevel) + (column >> finer)))
        let isWhole = (entry >> 31) == 1
        let number =
            isWhole ? Int(entry & 0x7fff_ffff) : zone(inTreeAt: Int(entry), column: column, row: row)
        let name = name(number: number)
        return name.isEmpty ? nil : name
    }

    func name(number: Int) -> String {
        var place = Int(word(8))
        for _ in 0..<number { place += 1 + Int(bytes[place]) }
        return String(decoding: bytes[place + 1..<place + 1 + Int(bytes[place])], as: UTF8.self)
    }

    private func word(_ place: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    private func zone(inTreeAt start: Int, column: Int, row: Int) -> Int {
        let count = Int(bytes[start])
        let width = Int.bitWidth - (count - 1).leadingZeroBitCount
        var bits = Bits(bytes: bytes, position: (start + 1 + 2 * count) * 8)
        var level = indexLevel
        while level < deepestLevel, bits.next() == 1 {
            level += 1
            let finer = deepestLevel - level
            let part = ((row >> finer) & 1) * 2 + ((column >> finer) & 1)
            for _ in 0..<part { skip(level, width, &bits) }
        }
        var place = 0
        for _ in 0..<width { place = (place << 1) | bits.next() }
        let listed = bytes.loadUnaligned(fromByteOffset: start + 1 + 2 * place, as: UInt16.self)
        return Int(UInt16(littleEndian: listed))
    }

    /// Passes over a square with all its parts.
    private func skip(_ level: Int, _ width: Int, _ bits: inout Bits) {
        if level < deepestLevel, bits.next() == 1 {
            for _ in 0..<4 { skip(level + 1, width, &bits) }
        } else {
            bits.position += width
        }
    }
}

/// Single bits, the highest of each byte first.
private struct Bits {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    mutating func next() -> Int {
        let bit = (bytes[position >> 3] >> UInt8(7 - (position & 7))) & 1
        position += 1
        return Int(bit)
    }
}
