/// A FIT file of these bytes: themselves where they have a header, else with one, so that the fuzzer may
/// change how long the file is.
func headed(_ body: [UInt8]) -> [UInt8] {
    let mark = Array(".FIT".utf8)
    if body.dropFirst(8).starts(with: mark) { return body }
    var bytes: [UInt8] = [12, 0x20, 0, 8]
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: body.count >> shift)) }
    return bytes + mark + body + [0, 0]
}
