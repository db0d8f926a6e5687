#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ibid::ErrorKind;

/// An index on disk, the bytes of its files, and what it answers.
struct Whole {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
    said: String,
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    // panics of the engine on what is broken are caught at its edge; any other one ends the process
    std::panic::set_hook(Box::new(|_| {}));
    let place = std::env::temp_dir().join(format!("ibid-fuzz-{}", std::process::id()));
    let (sources, folder) = (place.join("sources"), place.join("index"));
    std::fs::create_dir_all(&sources).expect("there is room");
    for n in 0..40 {
        let text =
            format!("The heron number {n} waits beside the old mill. La loutre {n} attend.\n\n");
        let text = text.repeat(1 + n % 7);
        std::fs::write(sources.join(format!("{n}.txt")), text).expect("there is room");
    }
    ibid::build(&sources, &folder).expect("it is indexed");
    let names = std::fs::read_dir(&folder).expect("it is there").flatten();
    let files = names.map(|entry| entry.path()).filter(|path| path.is_file());
    let files = files.map(|path| (path.clone(), std::fs::read(path).expect("it is read")));
    let files = files.filter(|(_, bytes)| !bytes.is_empty()).collect();
    let said = answers(&folder).expect("it answers");
    Whole { folder, files, said }
});

fn answers(index: &Path) -> Result<String, ErrorKind> {
    let ask = || -> ibid::Result<String> {
        let library = ibid::open(index)?;
        let mut said = format!("{:?}", library.stats()?.counts);
        for question in ["heron mill", "+la loutre -zzz", "\"beside the old\"", "numb*", "miil"] {
            let answer = library.search(question, 20)?;
            said += &format!("{:?}", answer.hits);
        }
        Ok(said + &format!("{:?}", library.verify("waits beside the old mill", 5)?))
    };
    ask().map_err(|error| error.kind())
}

// Each five bytes: which file, where in it, and what is written there; where that is nothing new the
// file is cut at that place.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let whole = &*WHOLE;
    let mut harmed = BTreeMap::new();
    for harm in bytes.chunks_exact(5).take(16) {
        let [file, a, b, c, byte] = *harm else { continue };
        let Some((path, right)) = whole.files.iter().nth(usize::from(file) % whole.files.len())
        else {
            continue;
        };
        let bytes: &mut Vec<u8> = harmed.entry(path).or_insert_with(|| right.clone());
        let at = u32::from_be_bytes([0, a, b, c]) as usize;
        match bytes.len().checked_sub(1) {
            Some(last) if bytes[at % (last + 1)] != byte => bytes[at % (last + 1)] = byte,
            Some(last) => bytes.truncate(at % (last + 1)),
            None => {}
        }
    }
    for (path, bytes) in &harmed {
        std::fs::write(path, bytes).expect("there is room");
    }
    match answers(&whole.folder) {
        Ok(said) => assert!(said == whole.said, "another answer"),
        Err(ErrorKind::Damaged | ErrorKind::Incompatible) => {}
        Err(other) => panic!("{other:?}"),
    }
    for path in harmed.keys() {
        std::fs::write(path, &whole.files[*path]).expect("there is room");
    }
});
