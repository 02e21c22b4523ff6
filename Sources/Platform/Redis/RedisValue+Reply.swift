import CHiredis

extension RedisValue {
    /// Copies what hiredis has parsed.
    init(_ reply: UnsafePointer<redisReply>) {
        switch reply.pointee.type {
        case REDIS_REPLY_STRING: self = .bytes(Array(text(of: reply)))
        case REDIS_REPLY_INTEGER: self = .integer(Int(reply.pointee.integer))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: text(of: reply), as: UTF8.self))
        case REDIS_REPLY_ERROR:
            self = .error(RedisError(reply: String(decoding: text(of: reply), as: UTF8.self)))
        case REDIS_REPLY_ARRAY: self = .array(elements(of: reply))
        default: self = .null
        }
    }
}

private func text(of reply: UnsafePointer<redisReply>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len)
}

private func elements(of reply: UnsafePointer<redisReply>) -> [RedisValue] {
    let pointers = UnsafeBufferPointer(start: reply.pointee.element, count: reply.pointee.elements)
    return pointers.map { element in element.map { RedisValue($0) } ?? .null }
}
