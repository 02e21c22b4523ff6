import Testing

@testable import Telemetry

@Suite struct TraceContextTests {
    private let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test func `a header survives the round trip`() throws {
        let trace = try #require(TraceContext(traceparent: example))
        #expect(trace.traceparent == example)
        #expect(trace.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace.spanID == "b7ad6b7169203331")
        #expect(trace.flags == 1)
    }

    @Test func `a child stays in the trace under a span of its own`() throws {
        let trace = try #require(TraceContext(traceparent: example))
        let child = trace.child()
        #expect(child.traceID == trace.traceID)
        #expect(child.spanID != trace.spanID)
        #expect(child.flags == trace.flags)
    }

    @Test func `random traces are valid and differ`() {
        let traces = (0..<1000).map { _ in TraceContext.random() }
        #expect(Set(traces.map(\.traceID)).count == 1000)
        #expect(traces.allSatisfy { TraceContext(traceparent: $0.traceparent) == $0 })
    }

    @Test func `later versions may say more behind another dash`() {
        #expect(TraceContext(traceparent: "01" + example.dropFirst(2) + "-more") != nil)
        #expect(TraceContext(traceparent: "01" + example.dropFirst(2) + "more") == nil)
        #expect(TraceContext(traceparent: example + "-more") == nil)
    }

    @Test(arguments: [
        "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
    ]) func `what the specification calls invalid is ignored`(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }
}
