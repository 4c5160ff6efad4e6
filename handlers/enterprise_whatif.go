package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// whatIf says what the pledge would do now, or why that cannot be said. It changes nothing.
func (r *Request) whatIf(d *pledgeDraft) views.WhatIfProps {
	if d.values.Get("amount_fen") == "" {
		return views.WhatIfProps{Message: r.Lang.T("enterprise.whatif.empty")}
	}
	cmd, faults := d.command()
	if len(faults) > 0 {
		return views.WhatIfProps{Message: r.sentence(faults[0]), Bad: true}
	}
	w := views.WhatIfProps{Amount: views.Fen(cmd.AmountFen), Upper: cmd.AmountFen.Upper(), Named: d.kind() == "needs"}
	for i, in := range cmd.Instalments {
		w.Instalments = append(w.Instalments, views.InstalmentLine{No: i + 1, Due: string(in.Due), Amount: views.Fen(in.AmountFen)})
	}
	var err error
	if w.Named {
		err = r.namedPlaces(cmd, &w)
	} else {
		err = r.proposedPlaces(cmd, &w)
	}
	if err != nil {
		_, e := r.refusal(err)
		return views.WhatIfProps{Message: r.sentence(e), Bad: true}
	}
	w.Free = w.Amount - w.Used
	return w
}

// namedPlaces are those that the pledge takes in the moment it is made: what models decides, on this state.
func (r *Request) namedPlaces(cmd models.MakePledge, w *views.WhatIfProps) error {
	made := 0
	in := models.Input{Actor: r.Actor, At: r.Portal.Clock(), NewID: func() string { made++; return fmt.Sprintf("~preview-%02d", made) }}
	events, err := cmd.Decide(r.State, in)
	if err != nil {
		return err
	}
	for _, ev := range events {
		held, ok := ev.(models.PlacesHeld)
		if !ok {
			continue
		}
		sp := held.Sponsorship
		r.offer(w, sp.Need, sp.Places, sp.UnitPriceFen*money.Fen(sp.Places), []string{r.Lang.T("enterprise.whatif.named.reason")})
	}
	if views.Fen(cmd.AmountFen) > w.Used {
		w.Why = []string{r.Lang.T("enterprise.whatif.free.named")}
	}
	return nil
}

// proposedPlaces are those that the matching would propose now.
func (r *Request) proposedPlaces(cmd models.MakePledge, w *views.WhatIfProps) error {
	proposals, unspent, err := r.whatIfNow(cmd)
	if err != nil {
		return err
	}
	for _, p := range proposals {
		r.offer(w, p.Need, p.Places, p.AmountFen, r.reasonTexts(p.Reasons))
	}
	for _, u := range unspent {
		w.Why = append(w.Why, r.reasonTexts(u.Reasons)...)
	}
	return nil
}

func (r *Request) offer(w *views.WhatIfProps, need string, places int, fen money.Fen, reasons []string) {
	n, ok := r.State.Needs.Get(need)
	if !ok {
		return
	}
	w.Offers = append(w.Offers, views.WhatIfLine{NeedChoice: r.needChoice(n), Places: places, Amount: views.Fen(fen), Reasons: reasons})
	w.Places += places
	w.Used += views.Fen(fen)
}

// reasonTexts are the sentences of the matching's reasons. One that the catalogue does not know is left out, and so is one that compares with
// another donor's pledge: that is for the federation's eyes.
func (r *Request) reasonTexts(reasons []models.Reason) []string {
	var out []string
	for _, reason := range reasons {
		key := "matching.reason." + reason.Kind
		names := func(p models.Param) bool { return strings.HasSuffix(p.Name, "pledge") }
		if !r.Lang.Has(key) || slices.ContainsFunc(reason.Params, names) {
			continue
		}
		var args []any
		for _, p := range reason.Params {
			args = append(args, p.Name, r.reasonValue(p.Name, p.Value))
		}
		out = append(out, r.Lang.T(key, args...))
	}
	return out
}

// reasonValue writes a figure or a word of a reason as the language does.
func (r *Request) reasonValue(name, value string) any {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		if name == "fen" || strings.HasSuffix(name, "_fen") {
			return views.Fen(n)
		}
		return n
	}
	for _, kind := range []string{"county", "need_type", "stage"} {
		if r.Lang.Has("common." + kind + "." + value) {
			return r.Lang.Term(kind, value)
		}
	}
	return value
}
