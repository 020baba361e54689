#include <cstdio>
#include <iostream>
#include "base/diagnostics.hpp"
#include "config/load.hpp"
#include "plan/resolve.hpp"
#include "train/trainer.hpp"
using namespace snnflow;
struct W: Watcher { void batch(int,std::int64_t,std::int64_t,double) override{} void epoch(const EpochResult&r,const TrainState&s,EpochRecord&&) override{ if(r.epoch<6||r.epoch%10==0) printf("epoch %d loss %.6f acc %.4f valid %.4f  spikes %.3f  %.2f us/sample best %d\n",r.epoch,r.train.loss,r.train.metrics.empty()?0:r.train.metrics[0],r.valid.metrics[0],r.layers[0].spikes_per_neuron,r.seconds*1e6/5000,s.best_epoch);} void interrupted(const TrainState&) override{} bool stop_requested() const override{return false;} };
int main(int c,char**v){ try{ Issues issues; LoadOptions lo; for(int i=3;i<c;++i) lo.sets.push_back(v[i]); auto doc=load(v[1],lo,issues); Registry reg; Plan plan=resolve(doc.root,doc.sources,reg,{},issues); std::cerr<<render(issues.list,doc.sources,true); if(issues.errors()) return 65; Pool pool(atoi(v[2])); Trainer t(plan,reg,pool); auto s=t.begin(); W w; t.run(s,w); auto f=t.finish(s); double h=0; for(double x: s.values) h=h*1.0000001+x; printf("selected %d test %.4f  %.3f s hash %.17g\n",f.epoch,f.test.metrics[0],s.trained_seconds,h);}catch(const Error&e){std::cerr<<e.what()<<"\n";return e.code;} }
