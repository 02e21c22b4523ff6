import Testing

@testable import WebSocket

@Suite struct WebSocketTests {
    private let limits = WebSocketLimits(frameBytes: 100_000, messageBytes: 200_000, fragments: 4)

    /// A frame as a client sends it.
    private func frame(
        _ opcode: UInt8, _ payload: [UInt8], final: Bool = true, masked: Bool = true, longForm: Int = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = [(final ? 0x80 : 0) | opcode]
        let maskBit: UInt8 = masked ? 0x80 : 0
        let lengthBytes = longForm > 0 ? longForm : payload.count < 126 ? 0 : payload.count < 65_536 ? 2 : 8
        switch lengthBytes {
        case 0: bytes.append(maskBit | UInt8(payload.count))
        default:
            bytes.append(maskBit | (lengthBytes == 2 ? 126 : 127))
            for index in (0..<lengthBytes).reversed() {
                bytes.append(UInt8(payload.count >> (8 * index) & 255))
            }
        }
        let mask: [UInt8] = masked ? [0x37, 0xfa, 0x21, 0x3d] : []
        bytes += mask
        for (index, byte) in payload.enumerated() { bytes.append(masked ? byte ^ mask[index % 4] : byte) }
        return bytes
    }

    private func receive(_ pieces: [[UInt8]], _ machine: inout WebSocketMachine) -> [WebSocketAction] {
        var actions: [WebSocketAction] = []
        for piece in pieces { piece.withUnsafeBytes { machine.receive($0, limits: limits, into: &actions) } }
        return actions
    }

    private func receive(_ pieces: [UInt8]...) -> [WebSocketAction] {
        var machine = WebSocketMachine()
        return receive(pieces, &machine)
    }

    private func failure(_ actions: [WebSocketAction]) -> CloseCode? {
        guard case .finish(let code, _) = actions.last, actions.count >= 2,
            case .send(let frame) = actions[actions.count - 2], frame[0] == 0x88,
            UInt16(frame[2]) << 8 | UInt16(frame[3]) == code.rawValue
        else { return nil }
        return code
    }

    @Test func `the example of the RFC is read`() {
        let bytes: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(receive(bytes) == [.message(.text(Array("Hello".utf8)))])
        #expect(WebSocketFrame.text("Hello") == [0x81, 0x05] + Array("Hello".utf8))
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 99_999])
    func `messages of all lengths come through, and go out in the shortest form`(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(receive(frame(2, payload)) == [.message(.binary(payload))])
        let sent = WebSocketFrame.binary(payload)
        #expect(sent.count == count + (count < 126 ? 2 : count < 65_536 ? 4 : 10))
        #expect(Array(sent.suffix(count)) == payload)
    }

    @Test func `what comes is the same wherever it is cut`() {
        let bytes =
            frame(1, Array("Grüße, ".utf8), final: false) + frame(9, [1, 2, 3])
            + frame(0, Array("Ω🚴".utf8), final: false) + frame(10, []) + frame(0, [])
            + frame(2, [UInt8](repeating: 7, count: 200)) + frame(8, [0x03, 0xe8] + Array("bye".utf8))
        let expected: [WebSocketAction] = [
            .send([0x8a, 3, 1, 2, 3]), .pong, .message(.text(Array("Grüße, Ω🚴".utf8))),
            .message(.binary([UInt8](repeating: 7, count: 200))), .send([0x88, 2, 0x03, 0xe8]),
            .finish(.normal, reason: "bye"),
        ]
        for cut in 0...bytes.count {
            #expect(receive(Array(bytes[..<cut]), Array(bytes[cut...])) == expected, "cut at \(cut)")
        }
        var machine = WebSocketMachine()
        #expect(receive(bytes.map { [$0] }, &machine) == expected)
    }

    @Test func `unmasked frames are refused at their second byte`() {
        #expect(failure(receive(frame(1, Array("hi".utf8), masked: false))) == .protocolError)
        #expect(failure(receive([0x81, 0x02])) == .protocolError)
        #expect(failure(receive([0x89, 0x00])) == .protocolError)
    }

    @Test(arguments: [
        [0xc1, 0x80], [0xa1, 0x80], [0x91, 0x80], [0x83], [0x87], [0x8b], [0x8f], [0x09], [0x08], [0x0a],
        [0x80],
        [0x00], [0x89, 0xfe], [0x88, 0xff],
    ])
    func `frames that the protocol doesn't know are refused at once`(bytes: [UInt8]) {
        #expect(failure(receive(bytes)) == .protocolError)
    }

    @Test func `a message can't begin inside another, nor continue nothing`() {
        #expect(failure(receive(frame(1, [65], final: false), frame(1, [66]))) == .protocolError)
        #expect(failure(receive(frame(1, [65]), frame(0, [66]))) == .protocolError)
    }

    @Test func `lengths have to be in the shortest form`() {
        #expect(failure(receive(frame(2, [1], longForm: 2))) == .protocolError)
        #expect(failure(receive(frame(2, [UInt8](repeating: 1, count: 200), longForm: 8))) == .protocolError)
        #expect(failure(receive([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])) == .protocolError)
    }

    @Test func `frames, messages and fragments are limited`() {
        #expect(failure(receive([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x86, 0xa1, 1, 2, 3, 4])) == .tooLarge)
        let large = [UInt8](repeating: 1, count: 90_000)
        let pieces = [frame(2, large, final: false), frame(0, large, final: false), frame(0, large)]
        var machine = WebSocketMachine()
        #expect(failure(receive(pieces, &machine)) == .tooLarge)
        var fragments = [frame(2, [1], final: false)]
        for _ in 0..<4 { fragments.append(frame(0, [1], final: false)) }
        var other = WebSocketMachine()
        #expect(failure(receive(fragments, &other)) == .tooLarge)
    }

    @Test(arguments: [
        [0x80], [0xc0], [0xc1], [0xe0, 0x9f], [0xed, 0xa0], [0xf0, 0x8f], [0xf4, 0x90], [0xf5], [0xff],
        [0xe2, 0x28], [0xc3, 0xc3], [0xf0, 0x9f, 0x9a, 0x41],
    ])
    func `text that is not UTF-8 is refused at its first wrong byte`(bytes: [UInt8]) {
        var machine = WebSocketMachine()
        let whole = frame(1, Array("ok ".utf8) + bytes + Array(" and more".utf8))
        let upToWrong = Array(whole[..<(6 + 3 + bytes.count)])
        #expect(receive([Array(upToWrong.dropLast())], &machine) == [])
        #expect(failure(receive([[upToWrong[upToWrong.count - 1]]], &machine)) == .invalidData)
    }

    @Test func `a character may be cut by fragments but not by the end`() {
        let euro = Array("€".utf8)
        let fragments = receive(frame(1, Array(euro[..<1]), final: false), frame(0, Array(euro[1...])))
        #expect(fragments == [.message(.text(euro))])
        #expect(failure(receive(frame(1, Array(euro[..<2])))) == .invalidData)
    }

    @Test(arguments: [
        (1000, true), (1001, true), (1003, true), (1004, false), (1005, false), (1006, false), (1007, true),
        (1014, true), (1015, false), (999, false), (0, false), (2999, false), (3000, true), (4999, true),
        (5000, false), (65_535, false),
    ])
    func `closing codes are those that may be sent`(code: UInt16, allowed: Bool) {
        let actions = receive(frame(8, [UInt8(code >> 8), UInt8(code & 255)]))
        if allowed {
            let echo: [UInt8] = [0x88, 2, UInt8(code >> 8), UInt8(code & 255)]
            #expect(actions == [.send(echo), .finish(CloseCode(rawValue: code), reason: "")])
        } else {
            #expect(failure(actions) == .protocolError)
        }
    }

    @Test func `a closing frame is empty, or has a code and a reason in UTF-8`() {
        #expect(receive(frame(8, [])) == [.send([0x88, 0]), .finish(.none, reason: "")])
        #expect(failure(receive(frame(8, [3]))) == .protocolError)
        #expect(failure(receive(frame(8, [0x03, 0xe8, 0xff]))) == .invalidData)
    }

    @Test func `nothing is read behind the end`() {
        let actions = receive(frame(8, [0x03, 0xe8]) + frame(1, [65]) + frame(8, []))
        #expect(actions == [.send([0x88, 2, 0x03, 0xe8]), .finish(.normal, reason: "")])
    }

    @Test func `after this side's closing frame messages are dropped until the other's comes`() {
        var machine = WebSocketMachine()
        #expect(machine.close(.goingAway, reason: "later") == [0x88, 7, 0x03, 0xe9] + Array("later".utf8))
        #expect(machine.close(.normal) == nil)
        #expect(!machine.isOpen)
        #expect(receive([frame(1, [65]), frame(9, [])], &machine) == [])
        #expect(receive([frame(8, [0x03, 0xe9])], &machine) == [.finish(.goingAway, reason: "")])
    }

    @Test func `a long reason is cut between characters`() {
        let frame = WebSocketFrame.close(.normal, reason: String(repeating: "é", count: 100))
        #expect(frame.count == 2 + 124)
        #expect(String(validating: frame[4...], as: UTF8.self) != nil)
    }

    @Test func `an idle machine is small`() {
        #expect(MemoryLayout<WebSocketMachine>.size <= 16)
    }
}
