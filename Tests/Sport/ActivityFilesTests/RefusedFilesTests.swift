import ActivityFiles
import Compression
import Streams
import Testing

@Suite struct `files that are refused` {
    private func error(_ bytes: [UInt8]) -> ActivityFileError? {
        #expect(throws: ActivityFileError.self) { try ActivityFile.decode(bytes) }
    }

    private func gpx(_ content: String) -> [UInt8] {
        "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\">\n\(content)\n</gpx>".bytes
    }

    @Test func `say what is missing, and where`() {
        #expect(error([])?.code == .empty)
        #expect(error(" \n\t ".bytes)?.code == .empty)
        #expect(error(gpx(""))?.code == .noTrack)
        #expect(error(gpx(#"<wpt lat="1" lon="2"/>"#))?.message == "The file has no track, only 1 waypoints.")
        #expect(error(gpx(#"<rte><rtept lat="1" lon="2"/></rte>"#))?.code == .routeOnly)
        #expect(error(gpx("<trk><trkseg></trkseg></trk>"))?.code == .noPoints)
        let untimed = error(gpx(#"<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>"#))
        #expect(untimed?.code == .noTimes)
        #expect(untimed?.line == 3)
        #expect(untimed?.description == "None of the file's 1 points has a time. (line 3)")
    }

    @Test func `are known for what they are`() {
        #expect(error("hello".bytes)?.code == .unrecognised)
        #expect(error([0x50, 0x4b, 3, 4, 0, 0])?.message.contains("zip archive") == true)
        #expect(error("<!DOCTYPE html><html><body/></html>".bytes)?.message.contains("web page") == true)
        #expect(error("<kml></kml>".bytes)?.message.contains("<kml>") == true)
        #expect(error("<?xml version='1.0'?><!-- nothing -->".bytes)?.code == .badXML)
        #expect(error("<".bytes)?.code == .badXML)
        #expect(error("<TrainingCenterDatabase/>".bytes)?.code == .noTrack)
        #expect(error([14, 0x10, 0, 0, 0, 0, 0, 0] + ".FIT".bytes + [0, 0])?.code == .noPoints)
        #expect(error([UInt8](repeating: 0, count: 100))?.code == .unrecognised)
    }

    @Test func `with a document type declaration, whatever is in it`() {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\
            <gpx><trk><name>&b;</name></trk></gpx>
            """
        #expect(error(bomb.bytes)?.code == .doctype)
        #expect(error(bomb.utf16Bytes(bigEndian: false))?.code == .doctype)
        let external = #"<!-- x --><!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>"#
        #expect(error(external.bytes)?.code == .doctype)
        // Too far down for the recognition: the parser finds it.
        let hidden =
            "<?xml version='1.0'?><!--" + String(repeating: "-x", count: 20_000) + "-->" + bomb.dropFirst(21)
        #expect(error(hidden.bytes) != nil)
    }

    @Test func `with an encoding that could hide markup`() {
        for encoding in ["UTF-7", "IBM037", "ISO-2022-JP", "UCS-4", "x"] {
            let text = SyntheticGPX(header: #"<?xml version="1.0" encoding="\#(encoding)"?>"#).text
            #expect(error(text.bytes)?.code == .badEncoding)
        }
    }

    @Test func `nested too deeply, with too many or too long attributes`() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(error(gpx(deep))?.code == .tooComplex)
        let attributes = (0..<100_000).map { "a\($0)='1' " }.joined()
        #expect(error(gpx("<a \(attributes)/>"))?.code == .tooComplex)
        let some = (0..<65).map { "a\($0)='1' " }.joined()
        #expect(error(gpx("<a \(some)/>"))?.code == .tooComplex)
        let namespaces = (0..<65).map { "xmlns:a\($0)='1' " }.joined()
        #expect(error(gpx("<a \(namespaces)/>"))?.code == .tooComplex)
        let long = "<a b='" + String(repeating: ">", count: 10 << 20) + "'/>"
        #expect(error(gpx(long))?.code == .tooComplex)
    }

    @Test func `with errors without end`() {
        #expect(error(gpx(String(repeating: "<a b=c></d>\n", count: 5000)))?.code == .badXML)
    }

    @Test func `long text is no reason`() throws {
        let gpx = SyntheticGPX(
            metadata: "<desc>" + String(repeating: "long = \"story\" ", count: 100_000) + "</desc>")
        let activity = try #require(ActivityFile.decode(gpx.text.bytes).first)
        #expect(activity.streams.count == 3)
        #expect(activity.notes.map { $0.utf8.count <= 4096 } == true)
    }

    @Test func `gzip bombs and damaged gzip`() throws {
        let bomb = try Gzip.deflate([UInt8](repeating: 0x20, count: 80 << 20), level: 1)
        let code = error(bomb)?.code
        #expect(code == .badCompression || code == .tooLarge)
        let whole = try Gzip.deflate(SyntheticGPX().text.bytes)
        for length in 3..<whole.count { #expect(error(Array(whole[..<length]))?.code == .badCompression) }
    }
}

@Suite struct `damaged files` {
    @Test func `cut off at any byte give the points before it, or a typed error`() throws {
        let text = SyntheticGPX(pointCount: 6, extensions: "<x:hr>120</x:hr>").text.bytes
        var counts: [Int] = []
        for length in 0..<text.count {
            switch Result(catching: { () throws(ActivityFileError) in
                try ActivityFile.decode(Array(text[..<length]))
            }) {
            case .success(let activities):
                counts.append(activities[0].streams.count)
                #expect(activities[0].warnings.map(\.code) == [.damaged])
            case .failure(let error):
                #expect([.empty, .unrecognised, .badXML, .noTimes].contains(error.code))
            }
        }
        #expect(counts == counts.sorted())
        #expect(Set(counts) == Set(1...6))
    }

    @Test func `with any byte changed never crash`() {
        let text = SyntheticGPX(pointCount: 4, extensions: "<hr>120</hr>").text.bytes
        var readCount = 0
        for index in text.indices {
            for byte: UInt8 in [0, 0x3c, 0x26, 0xff, text[index] ^ 0x20] {
                var damaged = text
                damaged[index] = byte
                if (try? ActivityFile.decode(damaged)) != nil { readCount += 1 }
            }
        }
        #expect(readCount > text.count)
    }

    @Test func `with tags that don't match give what can be read`() throws {
        let text = SyntheticGPX(extensions: "<a><b></a>").text
        let activity = try #require(ActivityFile.decode(text.bytes).first)
        #expect(activity.streams.count == 3)
        #expect(activity.warnings.first?.code == .damaged)
        #expect(activity.warnings.first?.line == 3)
    }
}
