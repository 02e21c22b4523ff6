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
    private let names: UnsafeMutableBufferPointer<XMLName>
    private let numbers: UnsafeMutableBufferPointer<UInt8>

    init(_ parser: Unmanaged<XMLPushParser>, _ names: XMLNames, _ elements: [(name: String, number: UInt8)]) {
        self.parser = parser
        let known = elements.compactMap { element in names(element.name).map { ($0, element.number) } }
        text = .allocate(capacity: Self.textByteLimit)
        open = .allocate(capacity: XMLPushParser.depthLimit + 1)
        self.names = .allocate(capacity: known.count)
        numbers = .allocate(capacity: known.count)
        for (index, (name, number)) in known.enumerated() {
            self.names.initializeElement(at: index, to: name)
            numbers.initializeElement(at: index, to: number)
        }
    }

    func deallocate() {
        text.deallocate()
        open.deallocate()
        names.deallocate()
        numbers.deallocate()
    }

    /// Goes down to an element; returns its number, or 0. `isTooDeep` has to be asked first.
    mutating func push(_ name: XMLName) -> UInt8 {
        depth += 1
        isCapturing = false
        textByteCount = 0
        var number: UInt8 = 0
        for index in names.indices where names[index] == name {
            number = numbers[index]
            break
        }
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
