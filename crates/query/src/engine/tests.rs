//! Questions over a store in memory.
