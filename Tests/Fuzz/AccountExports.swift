// fuzz: AccountExports
@testable import AccountExports

/// Whatever the notes of an account's export hold, they give some notes or none. The first byte says whose
/// export it is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = [UInt8](UnsafeBufferPointer(start: data + 1, count: count - 1))
    let export = AccountExport.allCases[Int(data[0]) % AccountExport.allCases.count]
    let notes = export.notes(in: bytes)
    precondition(notes.count <= ActivityNotes.limit, "more notes than allowed")
    for note in notes.byPath.values {
        precondition(note.name?.contains("\0") != true, "a name that can't be stored")
        precondition(note.name?.utf8.count ?? 0 <= ActivityNote.maximumTextBytes, "a name that is too long")
    }
    var reader = CSVReader(bytes)
    var byteCount = 0
    while let row = reader.next() {
        precondition(!row.isEmpty && row.count <= CSVReader.fieldLimit, "a row of another size")
        // What isn't UTF-8 grows, threefold at most.
        byteCount += row.reduce(0) { $0 + $1.utf8.count }
    }
    precondition(byteCount <= bytes.count * 3, "fields out of nowhere")
    return 0
}
