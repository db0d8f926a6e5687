//! Ctrl-C while an index is written: the first one asks the run to end with what is whole, the second
//! one ends the program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::INTERRUPTED;

/// What a signal finds.
struct Flags {
    /// The run was asked to end.
    stop: Arc<AtomicBool>,
    /// Nothing is left that could be asked: the program ends.
    at_once: Arc<AtomicBool>,
}

/// Set up once: a signal cannot be given back.
static FLAGS: OnceLock<Option<Flags>> = OnceLock::new();

/// As long as this is there, Ctrl-C asks the work to end.
pub(crate) struct Interrupt(Option<&'static Flags>);

impl Interrupt {
    /// Listens. Where the system does not allow it, Ctrl-C ends the program as before.
    pub(crate) fn listen() -> Self {
        let flags = FLAGS.get_or_init(|| set_up().ok()).as_ref();
        if let Some(flags) = flags {
            flags.stop.store(false, Ordering::SeqCst);
            flags.at_once.store(false, Ordering::SeqCst);
        }
        Interrupt(flags)
    }

    /// True once the work is asked to end.
    pub(crate) fn stop(&self) -> Option<&AtomicBool> {
        self.0.map(|flags| &*flags.stop)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if let Some(flags) = self.0 {
            flags.at_once.store(true, Ordering::SeqCst);
        }
    }
}

/// Has the first signal set a flag and the next one end the program. They are asked in the order in
/// which they are set up.
fn set_up() -> std::io::Result<Flags> {
    let flags = Flags { stop: Arc::default(), at_once: Arc::default() };
    let code = i32::from(INTERRUPTED);
    flag::register_conditional_shutdown(SIGINT, code, Arc::clone(&flags.at_once))?;
    flag::register_conditional_shutdown(SIGINT, code, Arc::clone(&flags.stop))?;
    flag::register(SIGINT, Arc::clone(&flags.stop))?;
    Ok(flags)
}
