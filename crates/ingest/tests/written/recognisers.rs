//! The JSON of recognisers of speech.

use serde_json::{Value, json};

use super::{BY_NAME, Said, Written};

pub(crate) fn formats() -> Vec<Written> {
    let untold = |name, write| Written { name, write, step: 2, named: None };
    let named = |name, write| Written { name, write, step: 2, named: BY_NAME };
    vec![
        untold("whisper", |all| {
            bytes(
                json!({"text": text(all), "language": "fr", "segments": list(all, |s| json!({"id": 0, "start": sec(s.start), "end": sec(s.end), "text": format!(" {}", s.text)}))}),
            )
        }),
        untold("whisper.cpp", |all| {
            bytes(
                json!({"systeminfo": "x", "result": {"language": "fr"}, "transcription": list(all, |s| json!({"timestamps": {"from": super::clock(s.start, 3, ","), "to": super::clock(s.end, 3, ",")}, "offsets": {"from": s.start, "to": s.end}, "text": format!(" {}", s.text)}))}),
            )
        }),
        named("whisperX", |all| {
            bytes(
                json!({"segments": list(all, |s| json!({"start": sec(s.start), "end": sec(s.end), "text": s.text, "speaker": s.who, "words": words(s, |a, b, w| json!({"word": w, "start": sec(a), "end": sec(b), "score": 0.9, "speaker": s.who}))})), "language": "fr"}),
            )
        }),
        named("AssemblyAI", |all| {
            bytes(
                json!({"id": "x", "status": "completed", "text": text(all), "words": flat(all, |s, a, b, w| json!({"text": w, "start": a, "end": b, "confidence": 0.9, "speaker": s.who})), "utterances": list(all, |s| json!({"speaker": s.who, "start": s.start, "end": s.end, "text": s.text, "words": words(s, |a, b, w| json!({"text": w, "start": a, "end": b, "speaker": s.who}))}))}),
            )
        }),
        untold("Deepgram", |all| {
            bytes(
                json!({"metadata": {"duration": 900.0}, "results": {"channels": [{"alternatives": [{"transcript": text(all), "confidence": 0.9, "words": flat(all, |_, a, b, w| json!({"word": w.to_lowercase(), "punctuated_word": w, "start": sec(a), "end": sec(b), "confidence": 0.9}))}]}]}}),
            )
        }),
        named("Fathom", |all| {
            let turns = list(
                all,
                |s| json!({"speaker": {"display_name": s.who}, "text": s.text, "timestamp": super::clock(s.start, 3, ".")}),
            );
            bytes(json!({"title": "x", "transcript": turns}))
        }),
        named("Symbl", |all| {
            let turns = list(
                all,
                |s| json!({"text": s.text, "from": {"name": s.who}, "timeOffset": sec(s.start), "duration": sec(s.end - s.start)}),
            );
            bytes(json!({"messages": turns}))
        }),
        untold("TED", |all| {
            bytes(
                json!({"paragraphs": [{"cues": list(all, |s| json!({"time": s.start, "text": s.text}))}]}),
            )
        }),
        untold("Spotify", |all| {
            bytes(
                json!({"section": list(all, |s| json!({"startMs": s.start, "text": {"sentence": {"startMs": s.start, "text": s.text}}}))}),
            )
        }),
        untold("YouTube's panel", |all| {
            let segments = list(
                all,
                |s| json!({"segment": {"startMs": s.start.to_string(), "endMs": s.end.to_string(), "snippet": {"runs": [{"text": s.text}]}}}),
            );
            bytes(json!({"actions": [{"body": {"initialSegments": segments}}]}))
        }),
        untold("Amazon", |all| {
            bytes(
                json!({"jobName": "x", "results": {"transcripts": [{"transcript": text(all)}], "items": flat(all, |_, a, b, w| json!({"type": "pronunciation", "start_time": super::seconds(a), "end_time": super::seconds(b), "alternatives": [{"content": w, "confidence": "0.9"}]}))}}),
            )
        }),
        untold("Google", |all| {
            bytes(
                json!({"results": list(all, |s| json!({"alternatives": [{"transcript": s.text, "words": words(s, |a, b, w| json!({"startTime": format!("{}s", super::seconds(a)), "endTime": format!("{}s", super::seconds(b)), "word": w}))}]}))}),
            )
        }),
        untold("Azure", |all| {
            bytes(
                json!({"source": "x", "combinedRecognizedPhrases": [{"channel": 0, "display": text(all)}], "recognizedPhrases": list(all, |s| json!({"recognitionStatus": "Success", "offsetInTicks": s.start * 10_000, "durationInTicks": (s.end - s.start) * 10_000, "nBest": [{"confidence": 0.9, "display": s.text}]}))}),
            )
        }),
        untold("Rev", |all| {
            bytes(
                json!({"monologues": list(all, |s| json!({"speaker": 0, "elements": spaced(s)}))}),
            )
        }),
        untold("Speechmatics", |all| {
            bytes(
                json!({"format": "2.9", "results": flat(all, |_, a, b, w| json!({"type": "word", "start_time": sec(a), "end_time": sec(b), "alternatives": [{"content": w, "confidence": 0.9}]}))}),
            )
        }),
        named("Fireflies", |all| {
            bytes(
                json!({"data": {"transcript": {"title": "", "sentences": list(all, |s| json!({"speaker_name": s.who, "text": s.text, "start_time": sec(s.start), "end_time": sec(s.end)}))}}}),
            )
        }),
        untold("IBM", |all| {
            bytes(
                json!({"result_index": 0, "results": list(all, |s| json!({"final": true, "alternatives": [{"transcript": s.text, "timestamps": words(s, |a, b, w| json!([w, sec(a), sec(b)]))}]}))}),
            )
        }),
        untold("Vosk", |all| {
            all.iter().flat_map(|s| bytes(json!({"result": words(s, |a, b, w| json!({"conf": 0.9, "start": sec(a), "end": sec(b), "word": w})), "text": s.text}))).collect()
        }),
        named("ElevenLabs", |all| {
            bytes(
                json!({"language_code": "fra", "text": text(all), "words": flat(all, |s, a, b, w| json!({"text": format!("{w} "), "start": sec(a), "end": sec(b), "type": "word", "speaker_id": s.who}))}),
            )
        }),
        named("t0 and t1", |all| {
            bytes(
                json!({"duration": 900.0, "segments": list(all, |s| json!({"t0": s.start, "t1": s.end, "text": s.text, "speaker": s.who}))}),
            )
        }),
        named("start_time and end_time", |all| {
            bytes(
                json!({"segments": list(all, |s| json!({"start_time": sec(s.start), "end_time": sec(s.end), "speaker": s.who, "text": s.text}))}),
            )
        }),
    ]
}

fn bytes(value: Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

fn text(all: &[Said]) -> String {
    all.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Seconds of some milliseconds.
fn sec(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

fn list(all: &[Said], one: fn(&Said) -> Value) -> Vec<Value> {
    all.iter().map(one).collect()
}

fn words(said: &Said, one: impl Fn(u64, u64, &str) -> Value) -> Vec<Value> {
    said.words().into_iter().map(|(start, end, word)| one(start, end, word)).collect()
}

/// The words of all that is said.
fn flat(all: &[Said], one: fn(&Said, u64, u64, &str) -> Value) -> Vec<Value> {
    all.iter()
        .flat_map(|said| words(said, |start, end, word| one(said, start, end, word)))
        .collect()
}

/// Words and the spaces between them.
fn spaced(said: &Said) -> Vec<Value> {
    let text = |start, end, word: &str| {
        let word = json!({"type": "text", "value": word, "ts": sec(start), "end_ts": sec(end)});
        [word, json!({"type": "punct", "value": " "})]
    };
    said.words().into_iter().flat_map(|(start, end, word)| text(start, end, word)).collect()
}
