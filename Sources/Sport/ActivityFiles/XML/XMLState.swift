/// What libxml2's callbacks change for each element and each piece of text.
///
/// Plain memory, because most calls are about white space and unknown elements: those cost no reference
/// counting.
struct XMLState {
    /// The longest text of an element that a handler gets; the rest is cut off.
    static let textByteLimit = 4 << 10

    let parser: Unmanaged<XMLPushParser>
    private(set) var depth = 0
    private var isCapturing = false
    private var textByteCount = 0
    private let text: UnsafeMutablePointer<UInt8>
    /// The numbers of the open elements, by depth; 0 for those that don't matter.
    private let open: UnsafeMutablePointer<UInt8>
    private let numbers: XMLNameTable

    init(_ parser: Unmanaged<XMLPushParser>, _ names: XMLNames, _ elements: [(name: String, number: UInt8)]) {
        self.parser = parser
        numbers = XMLNameTable(
            elements.compactMap { element in names(element.name).map { ($0, element.number) } })
        text = .allocate(capacity: Self.textByteLimit)
        open = .allocate(capacity: XMLPushParser.depthLimit + 1)
    }

    func deallocate() {
        text.deallocate()
        open.deallocate()
        numbers.deallocate()
    }

    /// Goes down to an element; returns its number, or 0. `isTooDeep` has to be asked first.
    mutating func push(_ name: XMLName) -> UInt8 {
        depth += 1
        isCapturing = false
        textByteCount = 0
        let number = numbers[name]
        open[depth] = number
        return number
    }

    var isTooDeep: Bool { depth >= XMLPushParser.depthLimit }

    /// Goes up from an element; returns its number, or 0. Its text stays until the next `push`.
    mutating func pop() -> UInt8 {
        guard depth > 0 else { return 0 }
        depth -= 1
        isCapturing = false
        return open[depth + 1]
    }

    mutating func capture() { isCapturing = true }

    mutating func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard isCapturing else { return }
        let kept = min(count, Self.textByteLimit - textByteCount)
        (text + textByteCount).update(from: bytes, count: kept)
        textByteCount += kept
    }

    /// The text of the element that has just ended.
    mutating func takeText() -> UnsafeBufferPointer<UInt8> {
        defer { textByteCount = 0 }
        return UnsafeBufferPointer(start: text, count: textByteCount)
    }
}

/// Numbers by interned name: open addressing in 4 KiB, so that unknown names cost no more than known ones.
struct XMLNameTable {
    private static let slotBits = 8
    private let slots: UnsafeMutablePointer<(name: XMLName?, number: UInt8)>

    init(_ elements: [(name: XMLName, number: UInt8)]) {
        let count = 1 << Self.slotBits
        precondition(elements.count <= count / 2)
        slots = .allocate(capacity: count)
        slots.initialize(repeating: (nil, 0), count: count)
        for element in elements {
            var slot = Self.firstSlot(element.name)
            while slots[slot].name != nil { slot = (slot + 1) & (count - 1) }
            slots[slot] = (element.name, element.number)
        }
    }

    func deallocate() { slots.deallocate() }

    /// 0 for a name that isn't known.
    subscript(name: XMLName) -> UInt8 {
        var slot = Self.firstSlot(name)
        while let found = slots[slot].name {
            if found == name { return slots[slot].number }
            slot = (slot + 1) & ((1 << Self.slotBits) - 1)
        }
        return 0
    }

    /// The upper bits of a product with 2⁶⁴ divided by the golden ratio, which spreads neighbours.
    private static func firstSlot(_ name: XMLName) -> Int {
        Int((UInt64(UInt(bitPattern: name)) &* 0x9e37_79b9_7f4a_7c15) >> UInt64(64 - slotBits))
    }
}
