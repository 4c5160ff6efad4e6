package handlers

import (
	"bytes"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"

	"shanpei/internal/journal"
	"shanpei/models"
)

// metrics are the counters of the portal, without a word about persons: routes by their pattern, not by their address.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	kept     atomic.Int64
	webhooks *prometheus.CounterVec
}

func newMetrics(book *journal.Book) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shanpei_requests_total", Help: "Requests by route and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shanpei_request_seconds", Help: "Seconds per request.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
		}, []string{"route"}),
	}
	m.webhooks = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shanpei_stripe_webhooks_total", Help: "Webhooks of the card company by what became of them."}, []string{"outcome"})
	for _, outcome := range []string{"taken", "unknown", "forged", "stale", "wrong_mode", "failed"} {
		m.webhooks.WithLabelValues(outcome)
	}
	m.registry.MustRegister(m.webhooks, m.requests, m.seconds, collectors.NewGoCollector(),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "shanpei_kept_pages_total", Help: "Public pages that were sent from memory."},
			func() float64 { return float64(m.kept.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "shanpei_journal_entries", Help: "Number of the last entry."},
			func() float64 { seq, _ := book.Head(); return float64(seq) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "shanpei_journal_writable", Help: "1 when the journal takes entries."},
			func() float64 {
				if book.Health() != nil {
					return 0
				}
				return 1
			}))
	return m
}

func (m *metrics) count(route *Route, status int, took time.Duration) {
	m.requests.WithLabelValues(route.Method, route.Path, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route.Path).Observe(took.Seconds())
}

func (m *metrics) stripe(outcome string) { m.webhooks.WithLabelValues(outcome).Inc() }

// health says that the process lives.
func health(r *Request) error { return r.SendString("ok\n") }

// ready says whether the portal can take a gift now.
func ready(r *Request) error {
	if err := r.Portal.Book.Health(); err != nil {
		return models.Refuse(models.Unavailable, "unavailable")
	}
	return r.SendString("ready\n")
}

// metricsText answers in Prometheus' text form.
func metricsText(r *Request) error {
	families, err := r.Portal.metrics.registry.Gather()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&b, f); err != nil {
			return err
		}
	}
	r.Set(fiber.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
	return r.Send(b.Bytes())
}
