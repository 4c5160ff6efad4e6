package handlers

import (
	"sync"
	"time"

	"shanpei/models"
)

// limiter counts requests per key in windows of a minute. It holds at most maxKeys keys; when there are more, the oldest window is dropped as a whole.
type limiter struct {
	perMinute int
	mu        sync.Mutex
	window    int64
	counts    map[string]int
}

const maxKeys = 100_000

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: perMinute, counts: map[string]int{}}
}

// take counts one request of the key, or refuses with `rate_limited` and the seconds to wait.
func (l *limiter) take(key string, now time.Time) error {
	if l.perMinute == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := now.Unix() / 60; w != l.window || len(l.counts) > maxKeys {
		l.window = w
		clear(l.counts)
	}
	l.counts[key]++
	if l.counts[key] > l.perMinute {
		return models.Refuse(models.TooMany, "rate_limited").With("seconds", 60-now.Unix()%60)
	}
	return nil
}
