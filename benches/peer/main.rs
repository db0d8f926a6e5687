//! ibid as one engine among others, for a harness that measures them side by side.
//!
//! ```sh
//! cargo run --profile dist -p ibid-cli --example peer -- build CORPUS.jsonl INDEX_DIR LANG
//! cargo run --profile dist -p ibid-cli --example peer -- serve INDEX_DIR LANG [MODE]
//! ```
//!
//! `build` makes an index of lines `{"id","title","text"}`, with `lang` where a line has it, and prints
//! one line of JSON: `{"build_s","passages","threads"}`. An index that is there is made anew. The lines
//! are copied first, with their ids as ibid wants them; that is not in `build_s`.
//! `LANG` (`fr` or `en`) is what the harness takes the corpus for. ibid does not need it: it tells the
//! language of each passage by itself.
//!
//! `serve` prints `{"ready":true}`, then reads lines `{"q":text,"k":n}` and answers each with
//! `{"ns","cpu","ids","bytes"}`: nanoseconds by the clock on the wall, those of the processor where the
//! system tells them (0 where not), the ids of the lines that were found, best first, and the bytes of
//! the answer. What is timed is the whole answer, in JSON: more than the ids that other engines are
//! timed for. `MODE` says of what:
//!
//! - `own` (without one): the answer without the other language, as `ibid search --no-cross`;
//! - `answer`: the default answer, with the block in the other language.
//!
//! A line with `"count":true` has all that match counted too, and `n` in its answer.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it speaks with a harness through its streams"
)]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use ibid::bench::timed;
use ibid::{IndexOptions, Library, SearchOptions};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A line of the harness.
#[derive(Deserialize)]
struct Question {
    q: String,
    #[serde(default = "ten")]
    k: usize,
    #[serde(default)]
    count: bool,
}

fn ten() -> usize {
    10
}

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let done = match typed[..] {
        ["build", corpus, index, _] => build(Path::new(corpus), Path::new(index)),
        ["serve", index, _] | ["serve", index, _, "own"] => serve(Path::new(index), 0),
        ["serve", index, _, "answer"] => serve(Path::new(index), SearchOptions::default().across),
        _ => {
            Err("usage: peer build CORPUS.jsonl INDEX_DIR LANG | serve INDEX_DIR LANG [own|answer]"
                .into())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(corpus: &Path, index: &Path) -> Result<(), Box<dyn Error>> {
    if index.exists() {
        // nothing but an index is removed
        ibid::open(index)?;
        std::fs::remove_dir_all(index)?;
    }
    let folder = tempfile::tempdir()?;
    let named = folder.path().join("corpus.jsonl");
    name_documents(corpus, &named)?;
    let options = IndexOptions::default();
    let start = Instant::now();
    let built = ibid::build_with(&[named], index, &options)?;
    let seconds = start.elapsed().as_secs_f64();
    let threads = options.writer.threads;
    println!("{}", json!({"build_s": seconds, "passages": built.passages, "threads": threads}));
    Ok(())
}

/// Writes the lines of a corpus with their `id` as `_id`: that is what ibid calls a document by.
fn name_documents(corpus: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(out)?);
    for line in BufReader::new(File::open(corpus)?).lines() {
        let mut fields: Map<String, Value> = serde_json::from_str(&line?)?;
        if let Some(id) = fields.remove("id") {
            fields.insert("_id".to_owned(), id);
        }
        serde_json::to_writer(&mut out, &fields)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

fn serve(index: &Path, across: usize) -> Result<(), Box<dyn Error>> {
    let library = ibid::open(index)?;
    let (input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    writeln!(output, "{}", json!({"ready": true}))?;
    output.flush()?;
    for line in input.lines() {
        let answered = answered(&library, &serde_json::from_str(&line?)?, across)?;
        writeln!(output, "{answered}")?;
        output.flush()?;
    }
    Ok(())
}

fn answered(
    library: &Library,
    question: &Question,
    across: usize,
) -> Result<Value, Box<dyn Error>> {
    let options = SearchOptions::default().with_limit(question.k).with_across(across);
    let options = options.with_total(question.count);
    let (took, done) = timed(|| {
        let response = library.search_with(&question.q, &options)?;
        let bytes = serde_json::to_vec(&response)?.len();
        Ok::<_, Box<dyn Error>>((response, bytes))
    });
    let (response, bytes) = done?;

    let mut ids: Vec<&str> = Vec::new();
    for hit in &response.hits {
        // the id of the line stands behind the name of the file
        let id = hit.source.split_once('#').map_or(&*hit.source, |(_, id)| id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let (ns, cpu) = (took.wall.as_nanos() as u64, took.cpu.map_or(0, |cpu| cpu.as_nanos() as u64));
    let mut line = json!({"ns": ns, "cpu": cpu, "ids": ids, "bytes": bytes});
    if question.count {
        line["n"] = json!(response.total);
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_answered_with_the_ids_of_the_corpus() {
        let dir = tempfile::tempdir().unwrap();
        let (corpus, index) = (dir.path().join("corpus.jsonl"), dir.path().join("index"));
        let lines = "{\"id\":\"p1\",\"title\":\"\",\"text\":\"The heron waits beside the weir all day.\"}\n\
                     {\"id\":\"p2\",\"title\":\"\",\"text\":\"Le phare veille sur les bateaux du port.\"}\n";
        std::fs::write(&corpus, lines).unwrap();
        build(&corpus, &index).unwrap();
        build(&corpus, &index).unwrap();

        let library = ibid::open(&index).unwrap();
        let asked: Question =
            serde_json::from_str(r#"{"q":"bateaux du port","count":true}"#).unwrap();
        let line = answered(&library, &asked, 0).unwrap();
        assert_eq!(line["ids"], json!(["p2"]));
        assert_eq!(line["n"], 1);
        assert!(line["ns"].as_u64() > Some(0) && line["bytes"].as_u64() > Some(100));
    }

    #[test]
    fn a_folder_that_is_no_index_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("letter.txt"), "Dear heron").unwrap();
        assert!(build(&dir.path().join("letter.txt"), dir.path()).is_err());
        assert!(dir.path().join("letter.txt").exists());
    }
}
