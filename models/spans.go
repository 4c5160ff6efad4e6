package models

// Span is a run of place numbers, both ends included. Places of a need are numbered from 1.
type Span struct {
	From int `json:"f"`
	To   int `json:"t"`
}

// Spans is a set of place numbers: sorted, apart, never touching. It is a value: no method changes its receiver.
type Spans []Span

func (s Spans) count() int {
	n := 0
	for _, r := range s {
		n += r.To - r.From + 1
	}
	return n
}

// take splits off the n lowest numbers. The caller has checked that there are that many.
func (s Spans) take(n int) (taken, left Spans) {
	for i, r := range s {
		if n == 0 {
			return taken, append(left, s[i:]...)
		}
		size := r.To - r.From + 1
		if size <= n {
			taken = append(taken, r)
			n -= size
			continue
		}
		taken = append(taken, Span{r.From, r.From + n - 1})
		left = append(left, Span{r.From + n, r.To})
		n = 0
	}
	return taken, left
}

// takeLast splits off the n highest numbers.
func (s Spans) takeLast(n int) (taken, left Spans) {
	left, taken = s.take(s.count() - n)
	return taken, left
}

// union joins two sets; ok is false when they share a number.
func (s Spans) union(o Spans) (all Spans, ok bool) {
	ok = true
	i, j := 0, 0
	for i < len(s) || j < len(o) {
		var r Span
		if j == len(o) || i < len(s) && s[i].From <= o[j].From {
			r = s[i]
			i++
		} else {
			r = o[j]
			j++
		}
		if k := len(all) - 1; k >= 0 && r.From <= all[k].To+1 {
			if r.From <= all[k].To {
				ok = false
			}
			all[k].To = max(all[k].To, r.To)
			continue
		}
		all = append(all, r)
	}
	return all, ok
}
