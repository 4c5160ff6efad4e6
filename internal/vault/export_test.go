package vault

import "time"

// A shorter wait than in earnest: everything here is in one process and seldom lags behind.
func init() { settle = fresh + 500*time.Millisecond }
