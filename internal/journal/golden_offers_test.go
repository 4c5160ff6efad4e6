package journal

import "shanpei/models"

// tellOffers: places come free, and are offered to four pledges one after the other: declined, withdrawn, lapsed, accepted by silence.
func (g *story) tellOffers() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	id := g.pledge(0, 400_00, models.Purpose{Needs: s.Needs})
	g.must(models.System, models.EndSponsorship{ID: g.b.State().SponsorshipsOfPledge(id)[0].ID, Reason: "转学"})
	offer := func(pledge string) string {
		g.must(s.Donors[2], models.SignPledge{ID: pledge})
		o := found[models.OfferMade](g, g.must(models.System, models.MakeOffer{
			Need: s.Needs[0], Pledge: pledge, Places: 2, Reasons: []models.Reason{{Kind: "wish", Params: []models.Param{{Name: "points", Value: "60"}}}},
		}))
		return o.Offer.ID
	}
	made := func(cmd models.MakePledge) string {
		cmd.AmountFen = 300_00
		return found[models.PledgeMade](g, g.must(s.Donors[2], cmd)).Pledge.ID
	}
	g.must(s.Donors[2], models.AnswerOffer{ID: offer(made(models.MakePledge{})), Reason: "本年度预算已定"})
	g.must(models.System, models.WithdrawOffer{ID: offer(made(models.MakePledge{})), Reason: "误发"})
	late, silent := offer(made(models.MakePledge{OnSilence: models.SilenceNext})), offer(made(models.MakePledge{OnSilence: models.SilenceAccepts}))
	cancelled := made(models.MakePledge{})
	offer(cancelled)
	g.must(s.Donors[2], models.CancelPledge{ID: cancelled, Reason: "经营困难"})
	g.now = g.now.AddDate(0, 0, 31)
	g.must(models.System, models.LapseOffer{ID: late})
	g.must(models.System, models.LapseOffer{ID: silent})
}
