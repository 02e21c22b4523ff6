/// Where the parts of a request's head lie in its bytes.
struct HeadField {
    var nameStart: UInt16
    var nameCount: UInt16
    var valueStart: UInt16
    var valueCount: UInt16
}

/// What is known of a head beside its bytes and fields.
struct HeadLayout {
    var byteCount = 0
    var fieldOffset = 0
    var fieldCapacity = 0
    var fieldCount = 0
    var targetStart = 0
    var targetCount = 0
}

/// A request's head in one allocation: its bytes as received, then an index of the header fields.
final class HeadStorage: ManagedBuffer<HeadLayout, UInt8> {
    /// The longest head that the index can address.
    static let maxByteCount = 65_535

    /// Copies a head and leaves room for so many fields.
    static func make(copying bytes: UnsafeRawBufferPointer, fieldCapacity: Int) -> HeadStorage {
        precondition(bytes.count <= maxByteCount, "a head's length is limited by ServerLimits.headBytes")
        let alignment = MemoryLayout<HeadField>.alignment
        let offset = (bytes.count + alignment - 1) & ~(alignment - 1)
        let total = offset + fieldCapacity * MemoryLayout<HeadField>.stride
        let storage = HeadStorage.create(minimumCapacity: total) { _ in
            HeadLayout(byteCount: bytes.count, fieldOffset: offset, fieldCapacity: fieldCapacity)
        }
        storage.withUnsafeMutablePointerToElements { base in
            UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: bytes)
        }
        return unsafeDowncast(storage, to: HeadStorage.self)
    }

    /// Notes where the request target lies.
    func setTarget(start: Int, count: Int) {
        withUnsafeMutablePointerToHeader { layout in
            layout.pointee.targetStart = start
            layout.pointee.targetCount = count
        }
    }

    /// Adds to the index; false when it is full.
    func append(_ field: HeadField) -> Bool {
        withUnsafeMutablePointers { layout, base in
            guard layout.pointee.fieldCount < layout.pointee.fieldCapacity else { return false }
            HeadStorage.fields(layout.pointee, base)[layout.pointee.fieldCount] = field
            layout.pointee.fieldCount += 1
            return true
        }
    }

    private static func fields(
        _ layout: HeadLayout, _ base: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<HeadField> {
        UnsafeMutableRawPointer(base + layout.fieldOffset).assumingMemoryBound(to: HeadField.self)
    }

    /// Gives access to the bytes and the index.
    @inline(__always)
    func withParts<R, E: Error>(
        _ body: (Bytes, UnsafeBufferPointer<HeadField>) throws(E) -> R
    ) throws(E) -> R {
        try withUnsafeMutablePointers { (layout, base) throws(E) in
            let fields = HeadStorage.fields(layout.pointee, base)
            return try body(
                Bytes(start: base, count: layout.pointee.byteCount),
                UnsafeBufferPointer(start: fields, count: layout.pointee.fieldCount))
        }
    }

    /// Gives access to the request target's bytes.
    func withTarget<R>(_ body: (Bytes) -> R) -> R {
        withUnsafeMutablePointers { layout, base in
            body(Bytes(start: base + layout.pointee.targetStart, count: layout.pointee.targetCount))
        }
    }
}
