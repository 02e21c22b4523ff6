import CHiredis

/// Makes values of what hiredis' reader recognises, without the objects of its own that it would make.
///
/// The reader calls for each part as it comes, depth first, so the arrays that aren't complete form a stack.
final class RedisReplyBuilder {
    private struct OpenArray {
        var elements: [RedisValue]
        var missingCount: Int
    }

    /// More is only reserved as it comes: the announced length of an array is the server's word.
    private static let reservedElementLimit = 1024

    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
    private var innermost: OpenArray?
    private var outer: [OpenArray] = []
    private var complete: RedisValue?

    init() {
        functions = .allocate(capacity: 1)
        functions.initialize(to: .building)
    }

    deinit {
        functions.deallocate()
    }

    /// Makes a reader give its parts to this builder, which has to outlive it.
    func attach(to reader: UnsafeMutablePointer<redisReader>) {
        reader.pointee.fn = functions
        reader.pointee.privdata = Unmanaged.passUnretained(self).toOpaque()
    }

    /// The reply of which the reader has just said that it is complete.
    func take() -> RedisValue {
        complete.take() ?? .null
    }

    fileprivate func add(_ value: RedisValue) {
        guard innermost != nil else {
            complete = value
            return
        }
        innermost?.elements.append(value)
        innermost?.missingCount -= 1
        if innermost?.missingCount == 0, let array = innermost.take() {
            innermost = outer.popLast()
            add(.array(array.elements))
        }
    }

    fileprivate func beginArray(count: Int) {
        if count == 0 { return add(.array([])) }
        if let innermost = innermost.take() { outer.append(innermost) }
        var elements: [RedisValue] = []
        elements.reserveCapacity(min(count, RedisReplyBuilder.reservedElementLimit))
        innermost = OpenArray(elements: elements, missingCount: count)
    }
}

extension redisReplyObjectFunctions {
    /// What a reader calls for a builder; the pointers that it gets back only have to be something.
    fileprivate static var building: redisReplyObjectFunctions {
        redisReplyObjectFunctions(
            createString: { task, start, count in
                build(task) { $0.add(RedisValue(task?.pointee.type, start, count)) }
            },
            createArray: { task, count in build(task) { $0.beginArray(count: Int(count)) } },
            createInteger: { task, number in build(task) { $0.add(.integer(Int(number))) } },
            createNil: { task in build(task) { $0.add(.null) } },
            freeObject: { _ in })
    }
}

private func build(
    _ task: UnsafePointer<redisReadTask>?, _ step: (RedisReplyBuilder) -> Void
) -> UnsafeMutableRawPointer? {
    guard let opaque = task?.pointee.privdata else { return nil }
    step(Unmanaged<RedisReplyBuilder>.fromOpaque(opaque).takeUnretainedValue())
    return opaque
}

extension RedisValue {
    /// A string of one of the three kinds that there are.
    fileprivate init(_ type: Int32?, _ start: UnsafeMutablePointer<CChar>?, _ count: Int) {
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        switch type {
        case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(RedisError(reply: String(decoding: bytes, as: UTF8.self)))
        default: self = .bytes(Array(bytes))
        }
    }
}
