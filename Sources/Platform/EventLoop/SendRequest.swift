import CLibUV

/// Bytes on their way to the kernel: libuv's write request, alive until its callback.
final class SendRequest {
    private let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
    private let bytes: UnsafeMutableRawBufferPointer
    private var completion: ((Int32) -> Void)?

    init(_ bytes: [UInt8]) {
        self.bytes = .allocate(byteCount: bytes.count, alignment: 1)
        self.bytes.copyBytes(from: bytes)
    }

    var count: Int {
        bytes.count
    }

    /// Hands the bytes to libuv; the completion gets libuv's status, unless a negative result comes back
    /// here.
    func start(on stream: UnsafeMutablePointer<uv_stream_t>, _ completion: @escaping (Int32) -> Void) -> Int32
    {
        self.completion = completion
        let retained = Unmanaged.passRetained(self)
        request.pointee.data = retained.toOpaque()
        var buffer = uv_buf_init(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
        let result = uv_write(request, stream, &buffer, 1) { request, status in
            guard let context = request?.pointee.data else { return }
            Unmanaged<SendRequest>.fromOpaque(context).takeRetainedValue().completion.take()?(status)
        }
        if result < 0 {
            self.completion = nil
            retained.release()
        }
        return result
    }

    deinit {
        bytes.deallocate()
        request.deallocate()
    }
}
